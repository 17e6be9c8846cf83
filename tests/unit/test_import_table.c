#include "import_login.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Logins as text: "2 name|url|username|password", with "|secret" where there is one for codes, or "2 name:
 * why". */
static swa_err
keep_login(void *context, const struct import_login *login, struct swa_fault *ret_fault)
{
	struct swa_buf *out = context;

	(void)ret_fault;
	if (login->skip != NULL)
		return swa_buf_printf(out, "%d %s: %s\n", (int)login->row, login->name, login->skip);
	return swa_buf_printf(out, "%d %s|%s|%s|%s%s%s\n", (int)login->row, login->name, login->url,
	                      login->username, login->password, login->totp[0] == '\0' ? "" : "|",
	                      login->totp);
}

static swa_err
no_passphrase(void *context, struct swa_buf *ret_passphrase)
{
	(void)context;
	(void)ret_passphrase;
	return SWA_ERR_CANCELLED;
}

static swa_err
read_text(const char *text, const char *format, struct swa_buf *out, struct swa_fault *fault,
          const char **ret_format)
{
	SWA_CLEANUP(import_reader_freep) struct import_reader *reader = NULL;
	const struct import_options options = {
	        .format = format, .sink = {keep_login, out}, .passphrase = no_passphrase};
	swa_err err;

	fault->where[0] = '\0';
	assert_int_equal(import_reader_new(&options, &reader), SWA_OK);
	for (; *text != '\0'; text++)
		if ((err = import_reader_feed(reader, text, 1, fault)) != SWA_OK)
			return err;
	err = import_reader_end(reader, fault);
	*ret_format = import_reader_format(reader);
	return err;
}

static void
assert_logins(const char *text, const char *format, const char *expected)
{
	struct swa_buf out;
	struct swa_fault fault;
	const char *told = "";

	swa_buf_init(&out, 65536);
	assert_int_equal(read_text(text, NULL, &out, &fault, &told), SWA_OK);
	assert_string_equal(told, format);
	assert_string_equal(swa_buf_text(&out), expected);
	swa_buf_finish(&out);
}

static void
assert_refused(const char *text, const char *format, swa_err expected, const char *where)
{
	struct swa_buf out;
	struct swa_fault fault;
	const char *told;

	swa_buf_init(&out, 65536);
	assert_int_equal(read_text(text, format, &out, &fault, &told), expected);
	assert_string_equal(fault.where, where);
	swa_buf_finish(&out);
}

static void
each_program_is_known_by_its_header(void **state)
{
	(void)state;
	assert_logins("name,url,username,password\nW,https://w.test/,a,p\n", "chromium",
	              "2 W|https://w.test/|a|p\n");
	assert_logins("url,username,password,httpRealm\nhttps://w.test,a,p,\n", "firefox",
	              "2 |https://w.test|a|p\n");
	assert_logins("URL,UserName,PASSWORD\nhttps://w.test,a,p\n", "chromium", "2 |https://w.test|a|p\n");
	assert_logins("Title,Website,Username,Password\nW,w.test,a,p\n", "1password",
	              "2 W|https://w.test|a|p\n");
	assert_logins("url,username,password,extra,name,grouping,fav\nhttp://w.test/,a,p,,W,,0\n", "lastpass",
	              "2 W|http://w.test/|a|p\n");
	assert_logins("{\"items\":[{\"type\":1,\"name\":\"W\",\"login\":{\"uris\":[{\"uri\":\"w.test\"}],"
	              "\"username\":\"a\",\"password\":\"p\"}}]}",
	              "bitwarden-json", "1 W|https://w.test|a|p\n");
}

static void
secrets_for_one_time_codes_come_along(void **state)
{
	(void)state;
	assert_logins(
	        "name,type,login_uri,login_username,login_password,login_totp\nW,login,w.test,a,p,SECRET\n",
	        "bitwarden", "2 W|https://w.test|a|p|SECRET\n");
	assert_logins("Title,Url,Username,Password,OTPAuth\nW,w.test,a,p,otpauth://totp/W?secret=S\n",
	              "1password", "2 W|https://w.test|a|p|otpauth://totp/W?secret=S\n");
	assert_logins("Group,Title,Username,Password,URL,TOTP\n,W,a,p,w.test,otpauth://totp/W?secret=S\n",
	              "keepassxc", "2 W|https://w.test|a|p|otpauth://totp/W?secret=S\n");
	assert_logins("url,username,password,totp,extra,name,grouping,fav\nw.test,a,p,SECRET,,W,,0\n",
	              "lastpass", "2 W|https://w.test|a|p|SECRET\n");
	assert_logins("{\"items\":[{\"type\":1,\"name\":\"W\",\"login\":{\"uris\":[{\"uri\":\"w.test\"}],"
	              "\"username\":\"a\",\"password\":\"p\",\"totp\":\"SECRET\"}}]}",
	              "bitwarden-json", "1 W|https://w.test|a|p|SECRET\n");
}

static void
proton_pass_has_the_address_of_mail_where_there_is_no_user_name(void **state)
{
	(void)state;
	assert_logins(
	        "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\n"
	        "login,W,\"https://w.test, https://x.test\",a@w.test,,p,,otpauth://totp/W?secret=S,1,2,V\n"
	        "login,X,https://x.test,a@x.test,ada,q,,,1,2,V\n"
	        "note,N,,,,,text,,1,2,V\n",
	        "protonpass",
	        "2 W|https://w.test|a@w.test|p|otpauth://totp/W?secret=S\n"
	        "3 X|https://x.test|ada|q\n"
	        "4 N: not_login\n");
}

static void
rows_that_are_no_logins_say_why(void **state)
{
	(void)state;
	assert_logins(
	        "name,url,username,password\n"
	        "a,https://w.test/,a,\n"
	        "b,,a,p\n"
	        "c,android://x@y/,a,p\n"
	        "d,https://w.test/,,p\n"
	        "e,not an address,a,p\n"
	        "f,https://w.test/,a,\"p\nq\"\n"
	        "g,ftp://w.test/,a,p\n"
	        "h,a@w.test,a,p\n",
	        "chromium",
	        "2 a: no_password\n3 b: no_url\n4 c: address\n5 d: no_username\n6 e: address\n7 f: control\n"
	        "9 g: address\n10 h: address\n");
}

static void
addresses_are_brought_into_the_form_that_is_taken(void **state)
{
	(void)state;
	assert_logins("url,username,password\n"
	              " HTTPS://w.test/a b|c ,a,p\n"
	              "w.test/\xc3\xbc?q=[1],a,p\n"
	              "https://w.test/#/in#x,a,p\n"
	              "https://w.test/100%,a,p\n"
	              "https://w.test/%41,a,p\n",
	              "chromium",
	              "2 |HTTPS://w.test/a%20b%7Cc|a|p\n"
	              "3 |https://w.test/%C3%BC?q=%5B1%5D|a|p\n"
	              "4 |https://w.test/#/in%23x|a|p\n"
	              "5 |https://w.test/100%25|a|p\n"
	              "6 |https://w.test/%41|a|p\n");
}

static void
the_first_web_address_of_several_counts(void **state)
{
	(void)state;
	assert_logins("name,type,login_uri,login_username,login_password\n"
	              "W,login,\"androidapp://x,https://w.test\",a,p\n",
	              "bitwarden", "2 W|https://w.test|a|p\n");
}

static void
a_long_name_is_cut_between_characters(void **state)
{
	char text[1200] = "name,url,username,password\n";
	struct swa_buf out;
	struct swa_fault fault;
	const char *told, *bar;

	(void)state;
	(void)strcat(text, "x");
	for (int i = 0; i < 400; i++)
		(void)strcat(text, "\xc3\xbc");
	(void)strcat(text, ",https://w.test/,a,p\n");
	swa_buf_init(&out, 65536);
	assert_int_equal(read_text(text, NULL, &out, &fault, &told), SWA_OK);
	bar = strchr(swa_buf_text(&out), '|');
	assert_non_null(bar);
	assert_int_equal(bar - swa_buf_text(&out), 2 + 511);
	assert_int_equal((unsigned char)bar[-1], 0xbc);
	swa_buf_finish(&out);
}

static void
a_table_that_does_not_fit_is_refused_with_its_place(void **state)
{
	(void)state;
	assert_refused("name,url,username\n", NULL, SWA_ERR_FILE_PLACE,
	               "line 1, column 18: no column \"password\" (chromium)");
	assert_refused("a,b\n", NULL, SWA_ERR_FILE_FORMAT, "line 1, column 1: no header that is known");
	assert_refused("", NULL, SWA_ERR_FILE_FORMAT, "");
	assert_refused("url,username,password\na,b,c,d\n", NULL, SWA_ERR_FILE_PLACE,
	               "line 2, column 7: more fields than the header has; a comma without quotes?");
	assert_refused("url,username,password\na,b\n", NULL, SWA_ERR_FILE_PLACE,
	               "line 2, column 4: fewer fields than the header has");
	assert_refused("url,username,password\n", "keepass", SWA_ERR_FILE_PLACE,
	               "line 1, column 22: no column \"Web Site\" (keepass)");
	assert_refused("{\"encrypted\":true}", NULL, SWA_ERR_FILE_FORMAT,
	               "encrypted by Bitwarden: choose \".json\" or \".csv\" when exporting");
	assert_refused("{\"items\":[1]}", NULL, SWA_ERR_FILE_PLACE, "items[0]");
	assert_refused("{\n  \"\xc3\xbc\" x}", NULL, SWA_ERR_FILE_PLACE, "line 2, column 7: not JSON");
	assert_refused("SWA-EXP1", NULL, SWA_ERR_EXPORT_DAMAGED, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_program_is_known_by_its_header),
	        cmocka_unit_test(secrets_for_one_time_codes_come_along),
	        cmocka_unit_test(proton_pass_has_the_address_of_mail_where_there_is_no_user_name),
	        cmocka_unit_test(rows_that_are_no_logins_say_why),
	        cmocka_unit_test(addresses_are_brought_into_the_form_that_is_taken),
	        cmocka_unit_test(the_first_web_address_of_several_counts),
	        cmocka_unit_test(a_long_name_is_cut_between_characters),
	        cmocka_unit_test(a_table_that_does_not_fit_is_refused_with_its_place),
	};

	swa_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
