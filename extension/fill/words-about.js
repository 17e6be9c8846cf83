/**
 * What is written around a new account and a new password: a line for each language or two.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.words.about) return;
  scripts.words.about = true;

  scripts.words.learn({
    // With "account": a sign-up, whatever stands between the two.
    make: [
      "create, creating, creation, set up, setting up, open, opening",
      "erstellen, erstelle, erstellst, anlegen, eröffnen, eröffne, lege, legen, einrichten",
      "créer, créez, crée, créons, création, ouvrir, ouvrez, crear, crea, cree, creando, creación, crea't, abrir, abre, criar, crie",
      "criando, criação, creare, creazione, aprire, apri, maken, maak, aanmaken, utwórz, stwórz, załóż, zakładam, założyć, utworzyć",
      "tworzenie, vytvořit, vytvořte, vytvoření, založit, založte, vytvoriť, vytvorte, založiť, skapa, opprett, opret, lag, stofna",
      "luo, loo, létrehoz*, creează, creați, crearea, δημιουργ*, создать, создайте, создание, створити, створення, създай*",
      "kreiraj*, oluştur*, açın, yarat",
      "إنشاء, أنشئ, צור, יצירת, פתח, ایجاد, ساخت, बनाएं, बनाएँ, สร้าง, เปิดบัญชี, tạo, buat, gumawa, 作成, 開設, 만들기, 생성, 创建, 建立, 開立",
    ],
    konto: [
      "account, profile, membership, sign in details",
      "konto, benutzerkonto, kundenkonto, profil, zugang, compte, profil, cuenta, perfil, compte, conta, profilo, tili, tilin, tunnus",
      "fiók, fiókot, cont, contul, λογαριασμ*, аккаунт*, профиль, учетную запись, учётную запись, учетной записи, обліковий запис",
      "акаунт, профил, hesap, hesabı, hesabını, hesabınızı, účet, účtu, račun, nalog, reikning",
      "حساب, חשבון, खाता, अकाउंट, บัญชี, tài khoản, akun, akaun, アカウント, 口座, 계정, 账户, 账号, 帐号, 帐户, 帳號, 帳戶",
    ],
    // How one signs up, in a sentence about terms.
    joining: [
      "signing up, registering, joining, creating an account, creating your account, creating my account, opening an account",
      "you register, you sign up, you join, your registration",
      "mit der registrierung, durch die registrierung, mit ihrer registrierung, deiner registrierung",
      "inscrivant, en créant, enregistrant, votre inscription, al registrarte, al registrarse, al crear, al inscribirte, en registrar-te",
      "cadastrar, ao criar, ao registar, ao se inscrever, registrandoti, iscrivendoti, registrandosi, creando",
      "door te registreren, door je te registreren, door een account, rejestrując, zakładając, registrací, vytvořením, registráciou",
      "genom att registrera, genom att skapa, ved å registrere, ved å opprette, ved at oprette, ved at registrere, rekisteröitymällä",
      "luomalla, regisztrációval, înregistrându*, εγγραφόμενοι, με την εγγραφή, регистрируясь, создавая, реєструючись, kaydolarak",
      "üye olarak, kayıt olarak, بالتسجيل, عند التسجيل, בהרשמה, با ثبت نام, đăng ký đồng nghĩa, dengan mendaftar",
      "注册即, 註冊即, 注册代表, 登録することで, 登録すると, 가입하면, 가입함으로써",
    ],
    // To somebody who is known already.
    returning: [
      "welcome back, good to see you again, great to see you again, nice to see you again, glad to see you again",
      "good to have you back, returning customer, returning customers, returning user, returning users, registered customers",
      "registered users, registered customer, registered user, existing users, existing customers, existing members, i have an account",
      "i am already, current customers, current members",
      "willkommen zurück, schön dich wiederzusehen, ich bin bereits, ich habe ein konto, ich habe bereits, bestandskunden",
      "bestehende kunden, content de vous revoir, ravi de vous revoir, bon retour, heureux de vous revoir, je suis déjà, j'ai un compte",
      "bienvenido de nuevo, bienvenida de nuevo, bienvenido de vuelta, ya soy cliente, ya tengo una cuenta, bem-vindo de volta",
      "bem vindo de volta, já sou cliente, bentornato, bentornata, sono già, welkom terug, ik heb een account, ik ben al",
      "witaj ponownie, witamy ponownie, mam konto, mam już konto, vítejte zpět, vitajte späť, mám účet, již mám účet",
      "välkommen tillbaka, velkommen tilbake, velkommen tilbage, tervetuloa takaisin, üdvözöljük újra, bine ai revenit",
      "καλώς ήρθατε ξανά, καλώς όρισες ξανά, с возвращением, рады видеть, з поверненням, tekrar hoş geldin, tekrar hoş geldiniz",
      "مرحبا بعودتك, مرحبًا بعودتك, ברוך שובך, ברוכים השבים, خوش برگشتید, ยินดีต้อนรับกลับ, chào mừng trở lại, chào mừng bạn trở lại",
      "selamat datang kembali, おかえりなさい, 会員の方, 会員のお客様, 다시 오신, 회원 로그인, 欢迎回来, 歡迎回來, 我是会员, 我是會員",
    ],
    free: [
      "free, for free, it's free, no credit card, gratis, kostenlos, kostenfrei, gratuit, gratuite, gratuitement, gratuito, gratuita",
      "grátis, gratuitamente, bezpłatn*, za darmo, zdarma, zadarmo, ingyen, ingyenes, ilmaiseksi, ilmainen, tasuta, δωρεάν",
      "бесплатн*, безкоштовно, безплатно, besplatno, brezplačno, ücretsiz, مجانا, مجاني, חינם, رایگان, मुफ़्त, मुफ्त, ฟรี, miễn phí",
      "無料, 무료, 免费, 免費",
    ],
    // What a password has to be: its length …
    characters: [
      "characters, character, chars, letters long, minimum length, zeichen, caractères, caractère, caracteres, caràcters, carácter",
      "caractere, caratteri, tekens, znaków, znaki, znaků, znakov, tecken, tegn, merkkiä, tähemärki, karakter, karaktert, karakteres",
      "χαρακτήρες, символ*, символів, знака, znakova, karakter*, أحرف, حروف, תווים, کاراکتر, अक्षर, อักขระ, ตัวอักษร, ký tự, aksara",
      "文字以上, 文字以内, 桁以上, 英数字, 글자, 자 이상, 자리 이상, 字符, 位以上, 字元, 位字母, 位数字或字母",
    ],
    // … its letters …
    letters: [
      "uppercase, lowercase, upper case, lower case, capital letter, capital letters, small letter, upper and lower, mixed case",
      "*großbuchstabe, großbuchstabe*, kleinbuchstabe*, groß und kleinbuchstaben, groß und kleinschreibung, majuscule*, minuscule*",
      "mayúscula*, minúscula*, majúscul*, maiúscula*, maiuscol*, minuscol*, hoofdletter*, kleine letter*, wielk* liter*",
      "wielką literę, wielka litera, małą literę, mała litera, velké písmeno, malé písmeno, velká písmena, veľké písmeno",
      "stor bokstav, stora bokstäver, versal*, gemener, store bokstaver, stort bogstav, store bogstaver, iso kirjain, isoja kirjaimia",
      "pieniä kirjaimia, nagybetű*, kisbetű*, majuscul*, κεφαλαί*, πεζ*, заглавн*, строчн*, прописн*, велика літера, велику літеру",
      "büyük harf, küçük harf, حرف كبير, أحرف كبيرة, אות גדולה, אותיות גדולות, حروف بزرگ, ตัวพิมพ์ใหญ่, chữ hoa, chữ thường, huruf besar",
      "huruf kecil, 大文字, 小文字, 半角英, 대문자, 소문자, 영문자, 大写, 小写, 大小写, 大寫, 小寫",
    ],
    // … and what else has to be in it.
    figures: [
      "one number, a number, one digit, a digit, 1 number, 1 digit, numeric character, special character, special characters, symbol",
      "non alphanumeric, eine zahl, eine ziffer, ziffern, sonderzeichen, un chiffre, chiffres, caractère spécial, caractères spéciaux",
      "un número, un dígito, carácter especial, caracteres especiales, um número, caractere especial, caracteres especiais, un numero",
      "una cifra, carattere speciale, caratteri speciali, cijfer, cijfers, speciaal teken, cyfrę, cyfra, znak specjalny, číslici, číslice",
      "speciální znak, číslicu, en siffra, siffror, specialtecken, et tall, et tal, spesialtegn, specialtegn, erikoismerkki*, numeron",
      "számot, speciális karakter*, o cifră, caracter special, ψηφίο, ειδικό χαρακτήρα, цифр*, спецсимвол*, rakam, özel karakter",
      "رقم واحد, رمز خاص, ספרה, תו מיוחד, عدد و, ตัวเลข, chữ số, ký tự đặc biệt, angka dan, simbol, 記号, 数字を, 숫자, 특수문자, 特殊字符, 特殊字元",
    ],
    strength: [
      "password strength, strength, strong password, password requirements, password must, your password must, password needs",
      "password rules, password should, too weak, passwortstärke, passwortsicherheit, das passwort muss, ihr passwort muss",
      "force du mot de passe, le mot de passe doit, votre mot de passe doit, seguridad de la contraseña, la contraseña debe",
      "tu contraseña debe, força da senha, a senha deve, sua senha deve, robustezza, sicurezza della password, la password deve",
      "wachtwoordsterkte, wachtwoord moet, siła hasła, hasło musi, síla hesla, heslo musí, lösenordsstyrka, lösenordet måste",
      "passordet må, adgangskoden skal, salasanan on, salasanan tulee, jelszó erőssége, a jelszónak, parola trebuie, ο κωδικός πρέπει",
      "надежность пароля, надёжность пароля, пароль должен, пароль має, пароль повинен, şifre gücü, şifreniz en az, şifre en az",
      "يجب أن تحتوي كلمة, על הסיסמה, رمز عبور باید, mật khẩu phải, kata sandi harus, パスワード強度, パスワードの強度, 비밀번호는, 密码强度, 密碼強度",
    ],
    // What a program connects to with a name and a password; nobody signs in there.
    machine: [
      "host, hostname, host name, port, smtp*, imap*, pop 3, ssid, wifi name, wi-fi name, network name, wpa, wpa key, pre-shared key",
      "proxy, ip address, mac address, gateway address, subnet, subnet mask, dns, table prefix, database name, database host, db name",
      "db host, dbname, dbhost, bind dn, base dn, ldap*, api key, api token, webhook, endpoint, connection string, encryption",
    ],
  });

  // Ways to begin that say nothing of an account.
  scripts.words.learn({
    signup: [
      "trial, free trial, try it free, try it for free, try it now, start free, start for free, start now for free, start my trial",
      "activate, activate account, activate your account, activation, claim your account, agree and join, accept invitation, sign-ups",
      "make an account, create login, create a login, create sign in, join up, register now, register here, register for free, be a member, first time user registration",
      "kostenlos testen, jetzt testen, gratis testen, testphase, probemonat, aktivieren, konto aktivieren, essai gratuit, essai",
      "essayer gratuitement, activer mon compte, prueba gratis, prueba gratuita, probar gratis, pruébalo, activar cuenta",
      "teste grátis, testar grátis, experimente grátis, ativar conta, prova gratuita, prova gratis, provalo gratis, attiva account, attiva il tuo account",
      "gratis proberen, probeer gratis, proefperiode, activeren, account activeren, wypróbuj, okres próbny, aktywuj, aktywuj konto",
      "vyzkoušet zdarma, zkusit zdarma, zkušební verze, aktivovat, vyskúšať zadarmo, testa gratis, prova på, prøv gratis, aktivera",
      "kokeile ilmaiseksi, próbálja ki, kipróbálom, încearcă gratuit, попробовать бесплатно, пробный период, спробувати",
      "активировать, ücretsiz dene, ücretsiz başla, deneme sürümü, hemen üye ol, تجربة مجانية, ניסיון חינם, ทดลองใช้, dùng thử, coba gratis",
      "無料体験, 無料トライアル, 無料で始める, 무료 체험, 무료로 시작, 免费试用, 免費試用",
    ],
  });
})();
