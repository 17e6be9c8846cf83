/** Forms that a server renders: PHP, CGI, Struts, JSF, WebForms, Notes, SAP- and Oracle-like, old tables. */

/** @type {import('./index.mjs').Entry[]} */
export const entries = [
	['php-plain', 'login', 'en', 'site', 'Harbour Rowing Club', `<h1>Members</h1>
<form method="post" action="login.php"><p>Username<br><input type="text" name="user" data-label="username"></p><p>Password<br><input type="password" name="pass" data-label="password"></p>
<p><input type="submit" name="go" value="Log in" data-label="submit"> <a href="forgot.php">Forgotten?</a></p></form>`],

	['php-board', 'login', 'en', 'site', 'Model Railway Board', `<h2>Login</h2><form action="./ucp.php?mode=login" method="post" id="login"><fieldset class="fields1">
<dl><dt><label for="username">Username:</label></dt><dd><input type="text" tabindex="1" name="username" id="username" size="25" value="" class="inputbox autowidth" data-label="username"></dd></dl>
<dl><dt><label for="password">Password:</label></dt><dd><input type="password" tabindex="2" id="password" name="password" size="25" class="inputbox autowidth" autocomplete="off" data-label="password"></dd><dd><a href="./send_password">I forgot my password</a></dd></dl>
<dl><dd><label for="autologin"><input type="checkbox" name="autologin" id="autologin" tabindex="4" data-label="remember"> Remember me</label></dd><dd><label for="viewonline"><input type="checkbox" name="viewonline" id="viewonline" tabindex="5"> Hide my online status this session</label></dd></dl>
<dl><dt>&nbsp;</dt><dd><input type="submit" name="login" tabindex="6" value="Login" class="button1" data-label="submit"></dd></dl></fieldset></form>
<div class="panel"><h3>Register</h3><p>In order to login you must be registered.</p><a href="./register" class="button2">Register</a></div>`],

	['table-portal', 'login', 'de', 'tables', 'Kundenportal Stadtwerke Mühlgrund', `<h3>Anmeldung</h3><form name="frmAnm" action="/cgi-bin/anm.pl" method="POST"><table border="1"><tr><td>Kundennummer</td><td><input type="text" name="kdnr" size="12" maxlength="10" data-label="username"></td></tr>
<tr><td>Kennwort</td><td><input type="password" name="kw" size="12" data-label="password"></td></tr><tr><td colspan="2" align="center"><input type="reset" value="Löschen"> <input type="submit" value="Anmelden" data-label="submit"></td></tr></table></form>`],

	['table-nested', 'login', 'fr', 'tables', 'Intranet de la Mairie de Valbrune', `<center><table bgcolor="#f0f0f0" cellpadding="10"><tr><td><form action="identification.do" method="post" name="f1">
<table><tr><td align="right"><b>Identifiant&nbsp;:</b></td><td><input name="j_username" size="20" data-label="username"></td></tr><tr><td align="right"><b>Mot de passe&nbsp;:</b></td><td><input type="password" name="j_password" size="20" data-label="password"></td></tr>
<tr><td></td><td><input type="image" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="60" height="20" alt="Valider" border="0" data-label="submit"></td></tr></table></form></td></tr></table></center>`],

	['cgi-uppercase', 'login', 'en', 'tables', 'Dept. of Fisheries — Catch Reports', `<FORM METHOD=POST ACTION="/cgi-bin/report?step=2"><PRE>
 Vessel ID   <INPUT NAME=VESSEL SIZE=8 data-label="username">
 Passcode    <INPUT TYPE=PASSWORD NAME=PCODE SIZE=8 data-label="password">
</PRE><INPUT TYPE=SUBMIT VALUE="Proceed" data-label="submit"></FORM>`],

	['webforms-login', 'login', 'en', 'webforms', 'Westmere Council Services', `<div id="ctl00_Main_pnlLogin"><h3>Sign in to your account</h3><span id="ctl00_Main_Login1_UserNameLabel">User name</span> <input name="ctl00$Main$Login1$UserName" type="text" id="ctl00_Main_Login1_UserName" data-label="username"><br>
<span>Password</span> <input name="ctl00$Main$Login1$Password" type="password" id="ctl00_Main_Login1_Password" data-label="password"><br><input id="ctl00_Main_Login1_RememberMe" type="checkbox" name="ctl00$Main$Login1$RememberMe" data-label="remember"><label for="ctl00_Main_Login1_RememberMe">Remember me next time.</label><br>
<input type="submit" name="ctl00$Main$Login1$LoginButton" value="Log In" id="ctl00_Main_Login1_LoginButton" data-label="submit"></div>`],

	['webforms-linkbutton', 'login', 'nl', 'webforms', 'Waterschap De Kromme Vliet', `<table id="ctl00_cph_tbl"><tr><td>Gebruikersnaam:</td><td><input name="ctl00$cph$txt01" type="text" id="ctl00_cph_txt01" class="invoer" data-label="username"></td></tr><tr><td>Wachtwoord:</td><td><input name="ctl00$cph$txt02" type="password" id="ctl00_cph_txt02" class="invoer" data-label="password"></td></tr></table>
<a id="ctl00_cph_lnkOk" class="knop" href="javascript:__doPostBack('ctl00$cph$lnkOk','')" data-label="submit">Inloggen</a> <a id="ctl00_cph_lnkWw" href="javascript:__doPostBack('ctl00$cph$lnkWw','')">Wachtwoord vergeten</a>`],

	['webforms-generated', 'login', 'it', 'webforms', 'Consorzio Valle Serena', `<div class="box"><div>Codice utente</div><input name="ctl00$cp$wz$ctl03$t" type="text" maxlength="16" id="ctl00_cp_wz_ctl03_t" data-label="username"><div>Parola chiave</div><input name="ctl00$cp$wz$ctl04$t" type="password" id="ctl00_cp_wz_ctl04_t" data-label="password">
<input type="button" name="ctl00$cp$wz$ctl05" value="Entra" onclick="void 0" id="ctl00_cp_wz_ctl05" data-label="submit"> <input type="button" name="ctl00$cp$wz$ctl06" value="Annulla" id="ctl00_cp_wz_ctl06"></div>`],

	['jsf', 'login', 'es', 'site', 'Gestión de Expedientes', `<form id="j_idt23" name="j_idt23" method="post" action="/gestion/faces/acceso.xhtml" enctype="application/x-www-form-urlencoded"><input type="hidden" name="j_idt23" value="j_idt23">
<table class="ui-panelgrid"><tbody><tr><td><label id="j_idt23:j_idt25" for="j_idt23:j_idt27">Usuario</label></td><td><input id="j_idt23:j_idt27" name="j_idt23:j_idt27" type="text" class="ui-inputfield ui-inputtext" role="textbox" data-label="username"></td></tr>
<tr><td><label for="j_idt23:j_idt29">Contraseña</label></td><td><input id="j_idt23:j_idt29" name="j_idt23:j_idt29" type="password" class="ui-inputfield ui-password" data-label="password"></td></tr></tbody></table>
<button id="j_idt23:j_idt31" name="j_idt23:j_idt31" class="ui-button ui-widget" type="submit" data-label="submit"><span class="ui-button-text">Acceder</span></button><input type="hidden" name="javax.faces.ViewState" value="-77:12"></form>`],

	['struts', 'login', 'pt', 'tables', 'Sistema de Notas', `<form name="loginForm" method="post" action="/notas/autenticar.do;jsessionid=0001"><input type="hidden" name="metodo" value="entrar"><table><tr><td class="rotulo">Matrícula</td><td><input type="text" name="loginVO.matricula" maxlength="9" value="" data-label="username"></td></tr><tr><td class="rotulo">Senha</td><td><input type="password" name="loginVO.senha" value="" data-label="password"></td></tr></table>
<input type="button" class="botao" value="Entrar" onclick="void 0" data-label="submit"><input type="button" class="botao" value="Esqueci a senha" onclick="void 0"></form>`],

	['spring', 'login', 'en', 'bare', 'Please sign in', `<form class="form-signin" method="post" action="/login"><h2 class="form-signin-heading">Please sign in</h2><p><label for="username" class="sr-only">Username</label><input type="text" id="username" name="username" placeholder="Username" required autofocus data-label="username"></p>
<p><label for="password" class="sr-only">Password</label><input type="password" id="password" name="password" placeholder="Password" required data-label="password"></p><input name="_csrf" type="hidden" value="d1f0"><button type="submit" data-label="submit">Sign in</button></form>`],

	['sap-like', 'login', 'de', 'bare', 'Portal Nordwerk AG', `<form id="certLogonForm" name="loginForm" method="post" action="/irj/portal"><input type="hidden" name="login_submit" value="on"><input type="hidden" name="j_salt" value="x"><table class="urLogon"><tr><td class="urLbl"><label for="logonuidfield">Benutzer&nbsp;*</label></td><td><input class="urEdf2TxtEnbl" id="logonuidfield" name="j_user" type="text" data-label="username"></td></tr>
<tr><td class="urLbl"><label for="logonpassfield">Kennwort&nbsp;*</label></td><td><input class="urEdf2TxtEnbl" id="logonpassfield" name="j_password" type="password" data-label="password"></td></tr><tr><td>Mandant</td><td><input name="sap-client" id="sap-client" size="3" maxlength="3" value="100" data-label="extra"></td></tr>
<tr><td>Sprache</td><td><select name="sap-language"><option value="DE">DE - Deutsch</option><option value="EN">EN - Englisch</option></select></td></tr></table><input class="urBtnStd" type="submit" name="uidPasswordLogon" value="Anmelden" data-label="submit"> <input type="button" value="Kennwort ändern"></form>`],

	['oracle-like', 'login', 'en', 'bare', 'Payables Workbench', `<form name="DefaultFormName" method="POST" action="/OA/AppsLogin"><div id="login_panel"><div class="row"><label for="usernameField" class="lbl">User Name</label><input type="text" id="usernameField" name="usernameField" message="FND_SSO_USER" data-label="username"><span class="hint">(example: michael.example)</span></div>
<div class="row"><label for="passwordField">Password</label><input type="password" id="passwordField" name="passwordField" data-label="password"></div><div class="row"><button type="button" id="SubmitButton" data-label="submit">Log In</button><button type="button" id="CancelButton">Cancel</button></div>
<a href="#">Login Assistance</a><div><label for="accessibility">Accessibility</label><select id="accessibility" name="accessibility"><option>None</option><option>Screen Reader Optimized</option></select><label for="lang">Select a Language</label><select id="lang"><option>English</option><option>Français</option></select></div></div></form>`],

	['notes-domino', 'login', 'en', 'bare', 'Server Login', `<form method="post" name="_DominoForm" action="/names.nsf?Login"><h1>Server Login</h1><div>Please type your user name and password</div><table><tr><td>User name:</td><td><input name="Username" value="" maxlength="256" data-label="username"></td></tr><tr><td>Password:</td><td><input name="Password" type="password" maxlength="256" data-label="password"></td></tr></table><input type="hidden" name="RedirectTo" value="/"><input type="submit" value="Log In" data-label="submit"></form>`],

	['owa-like', 'login', 'en', 'bare', 'Mail', `<form action="/auth.owa" method="POST" name="logonForm" autocomplete="off"><div class="mouse"><div id="lgnDiv"><input id="chkPrvt" name="trusted" value="4" type="checkbox"><label for="chkPrvt">This is a private computer</label>
<div class="signInInputLabel" id="userNameLabel" aria-hidden="true">Domain\\user name:</div><div><input id="username" name="username" class="signInInputText" role="textbox" aria-labelledby="userNameLabel" data-label="username"></div><div class="signInInputLabel" id="passwordLabel">Password:</div><div><input id="password" name="password" type="password" class="signInInputText" aria-labelledby="passwordLabel" data-label="password"></div>
<div onclick="void 0" class="signinbutton" role="button" tabindex="0" data-label="submit"><span>sign in</span></div></div></div></form>`],

	['asp-classic-frame', 'login', 'pl', 'tables', 'Zakład Budżetowy — Kadry', `<form action="loguj.asp" method="post"><p>Podaj login i hasło:</p>Login: <input type="text" name="T1" size="20" data-label="username"> Hasło: <input type="password" name="T2" size="20" data-label="password"> <input type="submit" value="Zaloguj" name="B1" data-label="submit"><input type="reset" value="Wyczyść" name="B2"></form>`],

	['fieldset-legend', 'login', 'sv', 'site', 'Föreningen Skärgårdsbåten', `<form action="/logga-in" method="post"><fieldset><legend>Logga in som medlem</legend><label>Medlemsnummer <input name="mnr" inputmode="numeric" data-label="username"></label><label>Lösenord <input name="losen" type="password" data-label="password"></label></fieldset><button data-label="submit">Logga in</button><button name="glomt" value="1">Skicka nytt lösenord</button></form>`],

	['no-names', 'login', 'en', 'site', 'Tenants’ Association', `<form method="post" action="/enter"><div class="row">Your e-mail</div><input type="text" data-label="username"><div class="row">Your password</div><input type="password" data-label="password"><div class="row"><input type="submit" value="Enter" data-label="submit"></div></form>`],

	['submit-outside', 'login', 'da', 'site', 'Grundejerforeningen Lyngbakken', `<form id="f" method="post" action="/ind"><label for="b">Brugernavn</label><input id="b" name="b" data-label="username"><label for="k">Adgangskode</label><input id="k" name="k" type="password" data-label="password"></form><p>Ved at logge ind accepterer du vilkårene.</p><button form="f" type="submit" data-label="submit">Log ind</button> <button type="button">Fortryd</button>`],

	['fields-outside-form', 'login', 'en', 'bare', 'Timesheets', `<form id="signin" action="/go" method="post"><input type="hidden" name="tok" value="1"></form><table><tr><th>Employee no.</th><td><input name="emp" form="signin" data-label="username"></td></tr><tr><th>Password</th><td><input type="password" name="pw" form="signin" data-label="password"></td></tr><tr><td></td><td><input type="submit" form="signin" value="Start" data-label="submit"></td></tr></table>
<form action="/lang"><select name="l"><option>en</option><option>de</option></select><button>Change language</button></form>`],

	['enter-only', 'login', 'fi', 'site', 'Kylän kirjasto', `<form action="/kirjaudu" method="post"><label>Kortin numero <input name="kortti" data-label="username"></label><label>PIN-koodi <input type="password" name="pin" maxlength="4" data-label="password"></label><p><small>Paina Enter.</small></p></form>`],

	['basic-two-buttons', 'login', 'cs', 'site', 'Knihovna Horní Lhota', `<form method="post" action="/konto"><label for="ctenar">Číslo průkazky</label><input id="ctenar" name="ctenar" data-label="username"><label for="heslo">Heslo</label><input id="heslo" name="heslo" type="password" data-label="password"><p><button type="submit" name="akce" value="registrace">Registrovat</button> <button type="submit" name="akce" value="prihlasit" data-label="submit">Přihlásit se</button></p></form>`],
];
