/**
 * What a page asks of the person, beyond user name and password.  Pure: reads the document, changes nothing.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.needs) return;
  const { attribute } = scripts.dom;
  const { isVisible } = scripts.visible;

  /** Pages with more text than this are an application, not a question. */
  const QUESTION = 2500;

  /** Where a widget leaves its token once the person has passed. */
  const TOKEN = [
    "g-recaptcha-response", "h-captcha-response", "cf-turnstile-response", "frc-captcha-solution", "frc-captcha-response",
    "mtcaptcha-verifiedtoken", "altcha", "fc-token", "smart-token", "geetest_validate", "cap-token",
  ].map((name) => `[name="${name}"], [id^="${name}"]`).join(", ");
  const WIDGET = [
    ".g-recaptcha", ".h-captcha", ".cf-turnstile", ".frc-captcha", "altcha-widget", ".mtcaptcha", ".smart-captcha", ".geetest_holder",
    'iframe[src*="/recaptcha/api2/anchor"]', 'iframe[src*="/recaptcha/enterprise/anchor"]', 'iframe[src*="hcaptcha.com"]',
    'iframe[src*="challenges.cloudflare.com"]', 'iframe[src*="arkoselabs.com"]', 'iframe[src*="funcaptcha.com"]',
  ].join(", ");
  const CAPTCHA = /captcha|kaptcha|turing|human.?check|anti.?(bot|robot|spam)|verif(y|ication).?(image|img|pic)|security.?(image|img)|code.?(image|img)|\bvcode\b|checkcode|validatecode|authimage|sicherheitsbild|bild.?code|圖形驗證|图形验证|验证码|驗證碼|画像認証|보안문자|자동입력/i;

  /** In the order in which they are asked; each in many languages. @type {[string, RegExp][]} */
  const ASKED = [
    ["webauthn", new RegExp([
      "passkey", "security key", "touch id", "face id", "windows hello", "webauthn", "fido2?\\b", "yubikey", "biometric",
      "sicherheitsschl\u00fcssel", "hauptschl\u00fcssel", "cl\u00e9 (de s\u00e9curit\u00e9|d.acc\u00e8s)", "llave de (seguridad|acceso)", "clave de acceso",
      "chave de (seguran\u00e7a|acesso)", "chiave di (sicurezza|accesso)", "passkeys?", "(beveiligings|toegangs)sleutel", "klucz (bezpiecze\u0144stwa|dost\u0119pu)",
      "bezpe\u010dnostn\u00ed kl\u00ed\u010d", "s\u00e4kerhetsnyckel", "sikkerhetsn\u00f8kkel", "sikkerhedsn\u00f8gle", "suojausavain",
      "\u043a\u043b\u044e\u0447 (\u0431\u0435\u0437\u043e\u043f\u0430\u0441\u043d\u043e\u0441\u0442\u0438|\u0434\u043e\u0441\u0442\u0443\u043f\u0430)", "g\u00fcvenlik anahtar", "\u30bb\u30ad\u30e5\u30ea\u30c6\u30a3\\s?\u30ad\u30fc", "\u30d1\u30b9\u30ad\u30fc", "\ubcf4\uc548 \ud0a4", "\ud328\uc2a4\ud0a4", "\u5b89\u5168\u5bc6\u94a5", "\u901a\u884c\u5bc6\u94a5", "\u5b89\u5168\u91d1\u9470",
    ].join("|"), "i")],
    ["app", new RegExp([
      "approve (the|this|your|a) ?(sign|log|request|notification)", "(sent|send) (you )?a (push|notification)", "push notification", "open (your|the) .{0,40}\\bapp\\b.{0,60}(approve|confirm|tap|number)",
      "check your (phone|device)", "tap (yes|approve)", "best\u00e4tigen sie .{0,60}\\b(app|ger\u00e4t|smartphone|handy)\\b", "(anfrage|benachrichtigung|mitteilung) .{0,40}(gesendet|best\u00e4tigen|genehmigen)",
      "approuve[zr] .{0,60}(demande|notification|application)", "apr(ueba|obar|ueba) .{0,40}(solicitud|notificaci\u00f3n)", "aprov(e|ar) .{0,40}(solicita\u00e7\u00e3o|notifica\u00e7\u00e3o|pedido)",
      "approva .{0,40}(richiesta|notifica)", "keur .{0,40}(verzoek|aanvraag|melding)", "zatwierd\u017a .{0,40}(pro\u015bb\u0119|\u017c\u0105danie|powiadomienie)", "\u043f\u043e\u0434\u0442\u0432\u0435\u0440\u0434\u0438\u0442\u0435 .{0,40}(\u0432\u0445\u043e\u0434|\u0437\u0430\u043f\u0440\u043e\u0441)",
      "\u627f\u8a8d\u3057\u3066\u304f\u3060\u3055\u3044", "\u6279\u51c6.{0,10}\u8bf7\u6c42", "\uc694\uccad\uc744 \uc2b9\uc778",
    ].join("|"), "i")],
  ];
  const BY_APP = new RegExp([
    "authenticat(or|ion) app", "authenticator", "google authenticator", "totp", "authentifizierungs-?app", "authentifikator", "application d.authentification", "aplicaci\u00f3n de autenticaci\u00f3n",
    "app(licativo)? (de autentica\u00e7\u00e3o|autenticador)", "app di autenticazione", "verificatie-?app", "aplikacj\\w+ uwierzytelniaj", "\u043f\u0440\u0438\u043b\u043e\u0436\u0435\u043d\u0438\\w+.{0,20}\u0430\u0443\u0442\u0435\u043d\u0442\u0438\u0444\u0438\u043a", "\u8a8d\u8a3c\u30a2\u30d7\u30ea", "\uc778\uc99d \uc571", "\u8eab\u4efd\u9a8c\u8bc1\u5668", "\u9a57\u8b49\u5668",
  ].join("|"), "i");
  const BY_MESSAGE = new RegExp([
    "\\bsms\\b", "text message", "texted", "sent .{0,60}(phone|mobile|e-?mail|inbox|address)", "(phone|mobile|e-?mail).{0,40}(we )?sent", "check your e-?mail", "nachricht (an|auf)", "per (sms|e-?mail|mail) ", "an ihre (e-?mail|telefon|handy)",
    "envoy\u00e9 .{0,60}(t\u00e9l\u00e9phone|mobile|e-?mail|adresse|num\u00e9ro)", "envia(mos|do) .{0,60}(tel\u00e9fono|m\u00f3vil|correo|n\u00famero)", "enviamos .{0,60}(telefone|telem\u00f3vel|celular|e-?mail)", "inviato .{0,60}(telefono|cellulare|e-?mail)",
    "gestuurd .{0,60}(telefoon|mobiel|e-?mail)|verzonden", "wys\u0142a(li\u015bmy|no) .{0,60}(telefon|numer|e-?mail)", "\u043e\u0442\u043f\u0440\u0430\u0432(\u0438\u043b\u0438|\u043b\u0435\u043d).{0,60}(\u043d\u043e\u043c\u0435\u0440|\u0442\u0435\u043b\u0435\u0444\u043e\u043d|\u043f\u043e\u0447\u0442)", "\u30e1\u30fc\u30eb.{0,20}\u9001\u4fe1", "\u77ed\u4fe1", "\u7c21\u8a0a", "\ubb38\uc790 \uba54\uc2dc\uc9c0|\ubb38\uc790\ub85c",
  ].join("|"), "i");
  const MUST_CHANGE = new RegExp([
    "password .{0,30}(has |is |was )?(expired|must be changed|needs to be changed)", "(must|have to|required to|need to) (change|update|reset|choose|set) .{0,20}password", "change your password (to continue|before)", "temporary password",
    "(passwort|kennwort) .{0,40}(abgelaufen|ge\u00e4ndert werden|\u00e4ndern)", "mot de passe .{0,30}expir\u00e9", "contrase\u00f1a .{0,30}(caducad|expirad|vencid)", "senha .{0,30}expir", "password .{0,20}scadut", "wachtwoord .{0,30}verlopen", "has\u0142o .{0,20}wygas\u0142o",
    "\u043f\u0430\u0440\u043e\u043b.{0,30}\u0438\u0441\u0442\u0435\u043a", "\u30d1\u30b9\u30ef\u30fc\u30c9.{0,20}(\u671f\u9650|\u5909\u66f4)", "\u5bc6\u7801.{0,10}(\u8fc7\u671f|\u4fee\u6539)", "\ube44\ubc00\ubc88\ud638.{0,15}(\ub9cc\ub8cc|\ubcc0\uacbd)",
  ].join("|"), "i");
  const CONSENT = new RegExp([
    "stay signed in", "keep me signed in\\?", "(accept|agree to|read) .{0,40}(terms|conditions|policy|agreement)", "terms (of|and) (use|service|conditions)", "(wants|would like|is requesting) .{0,30}(access|permission)", "angemeldet bleiben\\?",
    "(nutzungs|gesch\u00e4fts)bedingungen", "rester connect\u00e9", "conditions (d.utilisation|g\u00e9n\u00e9rales)", "mantener la sesi\u00f3n", "(t\u00e9rminos|condiciones) (de|y)", "termos (de|e)", "termini (e|di)|condizioni d", "gebruiksvoorwaarden", "aangemeld blijven", "regulamin|warunki",
    "\u0443\u0441\u043b\u043e\u0432\u0438\u044f \u0438\u0441\u043f\u043e\u043b\u044c\u0437\u043e\u0432\u0430\u043d\u0438\u044f", "\u5229\u7528\u898f\u7d04", "\u670d\u52a1\u6761\u6b3e|\u4f7f\u7528\u6761\u6b3e", "\uc774\uc6a9\uc57d\uad00",
  ].join("|"), "i");

  /** A passkey is not asked for, but offered. */
  const OFFER = new RegExp([
    "(add|create|set up|register|enrol) (a|your|another) (new )?(passkey|security key)", "(remind me|ask me|maybe|set up) later", "not now", "skip", "(hinzuf\u00fcgen|einrichten|erstellen|sp\u00e4ter)",
    "plus tard|ajouter", "m\u00e1s tarde|ahora no|a\u00f1adir", "mais tarde|agora n\u00e3o|adicionar", "pi\u00f9 tardi|aggiungi", "later|toevoegen", "p\u00f3\u017aniej", "\u043f\u043e\u0437\u0436\u0435", "\u5f8c\u3067", "\u7a0d\u540e|\u8df3\u8fc7", "\ub098\uc911\uc5d0",
  ].join("|"), "i");

  /** What an element is called in the page's own words. @param {any} element */
  const called = (element) => [
    ...["name", "id", "class", "placeholder", "aria-label", "alt", "title", "src"].map((name) => attribute(element, name) ?? ""),
    ...[...(element.labels ?? [])].map((label) => label.textContent ?? ""),
  ].join(" ").slice(0, 600);

  /** @param {string} selector @returns {any[]} */
  const everywhere = (selector) => scripts.form.everywhere(selector);

  /** Is it the captcha of another form? @param {Element} element @param {any} form */
  const ofAnother = (element, form) => {
    const around = element.closest("form");
    return around !== null && form !== null && around !== form;
  };

  /** @param {Element} widget one that shows nothing works by itself */
  const isInvisible = (widget) => attribute(widget, "data-size") === "invisible" || /[?&]size=invisible/.test(attribute(widget, "src") ?? "") ||
    widget.closest(".grecaptcha-badge") !== null || !isVisible(widget);

  /** The field for what a picture shows. @param {any} found of the finder */
  const answerField = (found) => {
    const used = new Set(scripts.form.fieldsOf(found).map((/** @type {[string, Element]} */ [, element]) => element));
    const mine = everywhere("input").filter((input) => /^(text|tel|number|search|)$/.test(input.type) && !used.has(input) &&
      !ofAnother(input, found.form) && isVisible(input));
    const asked = mine.find((input) => CAPTCHA.test(called(input)));
    if (asked) return asked;
    const picture = everywhere("img, canvas, svg").some((image) => CAPTCHA.test(called(image)) && !ofAnother(image, found.form) && isVisible(image));
    return picture && mine.length === 1 ? mine[0] : null;
  };

  /**
   * @param {any} found the form, of the finder
   * @returns {"" | "captcha" | "captcha_text"} captcha: a widget that the person has not passed; captcha_text: signs of a
   *          picture, to be typed
   */
  const captcha = (found) => {
    const widget = everywhere(WIDGET).some((element) => !ofAnother(element, found.form) && !isInvisible(element));
    const passed = () => everywhere(TOKEN).some((field) => !ofAnother(field, found.form) && field.value);
    if (widget && !passed()) return "captcha";
    return answerField(found) ? "captcha_text" : "";
  };

  /** The words of a page that asks one thing; "" of any other. */
  const question = () => {
    const text = document.body?.innerText ?? "";
    return text.length > QUESTION ? "" : text;
  };

  /**
   * @param {any} form that the finder found in the document
   * @returns {string} captcha, webauthn, sms, app, code, password_change, consent; "" nothing that is known
   */
  const needs = (form) => {
    const text = question();
    if (form.kind === "code") return !BY_APP.test(text) && BY_MESSAGE.test(text) ? "sms" : "code";
    if (form.kind === "change" || (MUST_CHANGE.test(text) && everywhere('input[type="password"]').some(isVisible))) return "password_change";
    if (form.kind === "login") return "";
    if (everywhere(WIDGET).some((element) => !isInvisible(element)) && text) return "captcha";
    const [said] = ASKED.find(([, words]) => words.test(text)) ?? [""];
    if (said === "webauthn" && OFFER.test(text)) return "consent";
    if (said) return said;
    const pressable = everywhere('button, input[type="submit"], input[type="button"], [role="button"]').some(isVisible);
    return pressable && CONSENT.test(text) ? "consent" : "";
  };

  Object.assign(scripts, { answerField, captcha, needs });
})();
