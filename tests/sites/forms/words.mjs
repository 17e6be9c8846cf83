/** What stands around a form on most sites: home, about, contact, search, newsletter, e-mail, subscribe, cookies, accept. */
const WORDS = {
	ar: 'الرئيسية|من نحن|اتصل بنا|بحث|النشرة البريدية|البريد الإلكتروني|اشترك|نستخدم ملفات تعريف الارتباط.|موافق',
	bg: 'Начало|За нас|Контакти|Търсене|Бюлетин|Имейл|Абонирай се|Използваме бисквитки.|Приемам',
	ca: 'Inici|Qui som|Contacte|Cerca|Butlletí|Correu electrònic|Subscriu-m’hi|Fem servir galetes.|D’acord',
	cs: 'Domů|O nás|Kontakt|Hledat|Novinky e-mailem|E-mail|Odebírat|Používáme cookies.|Souhlasím',
	da: 'Forside|Om os|Kontakt|Søg|Nyhedsbrev|E-mail|Tilmeld|Vi bruger cookies.|Accepter',
	de: 'Startseite|Über uns|Kontakt|Suche|Newsletter|E-Mail-Adresse|Abonnieren|Wir verwenden Cookies.|Einverstanden',
	el: 'Αρχική|Σχετικά|Επικοινωνία|Αναζήτηση|Ενημερωτικό δελτίο|Email|Εγγραφή|Χρησιμοποιούμε cookies.|Αποδοχή',
	en: 'Home|About|Contact|Search|Newsletter|Email address|Subscribe|We use cookies.|Accept',
	es: 'Inicio|Quiénes somos|Contacto|Buscar|Boletín|Correo electrónico|Suscribirme|Usamos cookies.|Aceptar',
	et: 'Avaleht|Meist|Kontakt|Otsi|Uudiskiri|E-post|Telli|Kasutame küpsiseid.|Nõustun',
	fa: 'خانه|درباره ما|تماس|جستجو|خبرنامه|ایمیل|عضویت|ما از کوکی استفاده می‌کنیم.|می‌پذیرم',
	fi: 'Etusivu|Tietoa meistä|Yhteystiedot|Haku|Uutiskirje|Sähköposti|Tilaa|Käytämme evästeitä.|Hyväksy',
	fr: 'Accueil|À propos|Contact|Rechercher|Lettre d’information|Adresse e-mail|S’abonner|Nous utilisons des cookies.|Accepter',
	he: 'בית|אודות|צור קשר|חיפוש|ניוזלטר|דוא"ל|הרשמה לעדכונים|אנו משתמשים בעוגיות.|אישור',
	hi: 'मुखपृष्ठ|हमारे बारे में|संपर्क|खोजें|समाचार पत्र|ईमेल|सदस्यता लें|हम कुकी का उपयोग करते हैं।|स्वीकार',
	hr: 'Naslovnica|O nama|Kontakt|Traži|Novosti|E-pošta|Pretplati me|Koristimo kolačiće.|Prihvaćam',
	hu: 'Kezdőlap|Rólunk|Kapcsolat|Keresés|Hírlevél|E-mail-cím|Feliratkozás|Sütiket használunk.|Elfogadom',
	id: 'Beranda|Tentang|Kontak|Cari|Buletin|Email|Berlangganan|Kami memakai kuki.|Setuju',
	it: 'Home|Chi siamo|Contatti|Cerca|Newsletter|Indirizzo e-mail|Iscriviti|Usiamo i cookie.|Accetto',
	ja: 'ホーム|会社概要|お問い合わせ|検索|メールマガジン|メールアドレス|購読する|クッキーを使用しています。|同意する',
	ko: '홈|회사 소개|문의|검색|소식지|이메일|구독|쿠키를 사용합니다.|동의',
	lt: 'Pradžia|Apie mus|Kontaktai|Paieška|Naujienlaiškis|El. paštas|Prenumeruoti|Naudojame slapukus.|Sutinku',
	lv: 'Sākums|Par mums|Kontakti|Meklēt|Jaunumi|E-pasts|Abonēt|Mēs lietojam sīkdatnes.|Piekrītu',
	nb: 'Hjem|Om oss|Kontakt|Søk|Nyhetsbrev|E-post|Abonner|Vi bruker informasjonskapsler.|Godta',
	nl: 'Home|Over ons|Contact|Zoeken|Nieuwsbrief|E-mailadres|Inschrijven|Wij gebruiken cookies.|Akkoord',
	pl: 'Strona główna|O nas|Kontakt|Szukaj|Newsletter|Adres e-mail|Zapisz się|Używamy plików cookie.|Akceptuję',
	pt: 'Início|Sobre|Contato|Buscar|Boletim|E-mail|Assinar|Usamos cookies.|Aceitar',
	ro: 'Acasă|Despre noi|Contact|Căutare|Buletin|E-mail|Abonare|Folosim cookie-uri.|Accept',
	ru: 'Главная|О нас|Контакты|Поиск|Рассылка|Электронная почта|Подписаться|Мы используем cookie.|Принять',
	sk: 'Domov|O nás|Kontakt|Hľadať|Novinky|E-mail|Odoberať|Používame cookies.|Súhlasím',
	sl: 'Domov|O nas|Stik|Iskanje|Novice|E-pošta|Naroči|Uporabljamo piškotke.|Sprejmem',
	sv: 'Hem|Om oss|Kontakt|Sök|Nyhetsbrev|E-post|Prenumerera|Vi använder kakor.|Godkänn',
	th: 'หน้าแรก|เกี่ยวกับเรา|ติดต่อ|ค้นหา|จดหมายข่าว|อีเมล|สมัครรับข่าว|เราใช้คุกกี้|ยอมรับ',
	tr: 'Ana sayfa|Hakkımızda|İletişim|Ara|Bülten|E-posta|Abone ol|Çerez kullanıyoruz.|Kabul et',
	uk: 'Головна|Про нас|Контакти|Пошук|Розсилка|Електронна пошта|Підписатися|Ми використовуємо cookie.|Прийняти',
	vi: 'Trang chủ|Giới thiệu|Liên hệ|Tìm kiếm|Bản tin|Email|Đăng ký nhận tin|Chúng tôi dùng cookie.|Đồng ý',
	'zh-CN': '首页|关于我们|联系我们|搜索|电子报|电子邮箱|订阅|我们使用 Cookie。|接受',
	'zh-TW': '首頁|關於我們|聯絡我們|搜尋|電子報|電子郵件|訂閱|我們使用 Cookie。|接受',
};

/** @param {string} language */
export function words(language) {
	const [home, about, contact, search, newsletter, email, subscribe, cookies, accept] =
		/** @type {Record<string, string>} */ (WORDS)[language].split('|');
	return { home, about, contact, search, newsletter, email, subscribe, cookies, accept };
}
