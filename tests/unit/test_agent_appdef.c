#include "appdef.h"

#include "scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Read TEXT, in which ' stands for ". */
static swa_err
read_text(const char *text, struct swa_appdef **ret_def, struct swa_fault *ret_fault)
{
	struct swa_json *document = NULL;
	char buffer[4096];
	size_t size = strlen(text);

	assert_true(size < sizeof(buffer));
	for (size_t i = 0; i <= size; i++)
		buffer[i] = text[i];
	for (size_t i = 0; i < size; i++)
		if (buffer[i] == '\'')
			buffer[i] = '"';
	assert_int_equal(swa_json_parse(buffer, size, &document, NULL), SWA_OK);
	*ret_fault = (struct swa_fault){.where = ""};
	return swa_appdef_read(document, ret_def, ret_fault);
}

static struct swa_appdef *
accept(const char *text)
{
	struct swa_appdef *def = NULL;
	struct swa_fault fault;
	swa_err err = read_text(text, &def, &fault);

	if (err != SWA_OK)
		fail_msg("%s at %s", swa_err_name(err), fault.where);
	return def;
}

static void
refuse(const char *text, swa_err expected, const char *where)
{
	struct swa_appdef *def = NULL;
	struct swa_fault fault;

	assert_int_equal(read_text(text, &def, &fault), expected);
	assert_string_equal(fault.where, where);
	assert_null(def);
}

static bool
has_note(const struct swa_appdef *def, const char *part)
{
	for (size_t i = 0; i < def->note_count; i++)
		if (strstr(def->notes[i], part) != NULL)
			return true;
	return false;
}

#define SWA_APP(settings) \
	"{'id':'x','label':'X','name':'template_swa','status':'ACTIVE','signOnMode':'BROWSER_PLUGIN'," \
	"'settings':" settings "}"

static void
a_template_swa_app_is_read_as_it_stands(void **state)
{
	struct swa_appdef *def = accept(SWA_APP(
	        "{'app':{'url':'https://wiki.test/login','usernameField':'#u','passwordField':'txt-pass',"
	        "'buttonField':'#go','checkbox':'#keep','redirectUrl':'https://sso.test/x',"
	        "'loginUrlRegex':'https://wiki\\\\.test/.*'}}"));

	(void)state;
	assert_string_equal(def->id, "x");
	assert_string_equal(def->label, "X");
	assert_string_equal(def->url, "https://wiki.test/login");
	assert_string_equal(def->username_selector, "#u");
	assert_string_equal(def->password_selector, "txt-pass");
	assert_string_equal(def->submit_selector, "#go");
	assert_string_equal(def->checkbox_selector, "#keep");
	assert_null(def->extra[0].selector);
	assert_null(def->extra[0].value);
	assert_int_equal(def->rules.pages.count, 2);
	assert_string_equal(def->rules.pages.item[1].host, "sso.test");
	assert_string_equal(def->rules.login_url_regex, "https://wiki\\.test/.*");
	assert_int_equal(def->launch, SWA_OK);
	assert_true(def->active);
	assert_int_equal(def->note_count, 0);
	swa_appdef_free(def);
}

static void
a_three_field_app_is_told_by_its_name(void **state)
{
	struct swa_appdef *def = accept(
	        "{'id':'x','label':'X','name':'template_swa3field','signOnMode':'BROWSER_PLUGIN',"
	        "'settings':{'app':{'targetURL':'https://a.test/','userNameSelector':'txtbox-username',"
	        "'passwordSelector':'p','buttonSelector':'b','extraFieldSelector':'org',"
	        "'extraFieldValue':'acme','loginUrlRegex':null,'checkbox':'keep','redirectUrl':"
	        "'https://b.test/'}}}");

	(void)state;
	assert_string_equal(def->checkbox_selector, "keep");
	assert_int_equal(def->rules.pages.count, 2);
	assert_string_equal(def->username_selector, "txtbox-username");
	assert_string_equal(def->extra[0].selector, "org");
	assert_string_equal(def->extra[0].value, "acme");
	assert_null(def->rules.login_url_regex);
	swa_appdef_free(def);
}

static void
an_extra_field_without_its_value_waits_for_an_accounts_own_and_says_so(void **state)
{
	struct swa_appdef *def =
	        accept("{'id':'x','label':'X','name':'template_swa3field','signOnMode':'BROWSER_PLUGIN',"
	               "'settings':{'app':{'targetURL':'https://a.test/','extraFieldSelector':'org',"
	               "'extraFieldValue':null}}}");

	(void)state;
	assert_string_equal(def->extra[0].selector, "org");
	assert_null(def->extra[0].value);
	assert_true(has_note(def, "extraFieldValue"));
	swa_appdef_free(def);
}

static void
an_extra_value_without_its_field_is_left_out_and_said_so(void **state)
{
	struct swa_appdef *def =
	        accept("{'id':'x','label':'X','name':'template_swa3field','signOnMode':'BROWSER_PLUGIN',"
	               "'settings':{'app':{'targetURL':'https://a.test/','extraFieldSelector':null,"
	               "'extraFieldValue':'acme'}}}");

	(void)state;
	assert_null(def->extra[0].selector);
	assert_null(def->extra[0].value);
	assert_true(has_note(def, "extraFieldSelector"));
	swa_appdef_free(def);
}

static void
texts_that_are_null_or_empty_count_as_absent(void **state)
{
	struct swa_appdef *def =
	        accept(SWA_APP("{'app':{'url':'https://wiki.test/','usernameField':null,'passwordField':'',"
	                       "'buttonField':null,'redirectUrl':null,'loginUrlRegex':''},'agent':null}"));

	(void)state;
	assert_null(def->username_selector);
	assert_null(def->password_selector);
	assert_null(def->submit_selector);
	assert_null(def->rules.login_url_regex);
	assert_int_equal(def->rules.pages.count, 1);
	swa_appdef_free(def);
}

static void
unknown_members_pass(void **state)
{
	struct swa_appdef *def = accept(
	        "{'id':'x','label':'X','name':'template_swa','signOnMode':'BROWSER_PLUGIN','shiny':{'a':[1]},"
	        "'settings':{'new':1,'app':{'url':'https://wiki.test/','more':[]},'agent':{'later':true}}}");

	(void)state;
	assert_int_equal(def->launch, SWA_OK);
	swa_appdef_free(def);
}

static void
an_auto_login_app_opens_its_login_address(void **state)
{
	struct swa_appdef *def = accept(
	        "{'id':'x','label':'X','name':'anything','signOnMode':'AUTO_LOGIN','settings':{'signOn':{"
	        "'loginUrl':'https://a.test/login','redirectUrl':'https://b.test/'}}}");

	(void)state;
	assert_string_equal(def->url, "https://a.test/login");
	assert_int_equal(def->rules.pages.count, 2);
	assert_int_equal(def->launch, SWA_OK);
	assert_false(swa_appdef_is_link(def->mode));
	swa_appdef_free(def);
}

static void
apps_of_other_modes_are_links(void **state)
{
	struct swa_appdef *def =
	        accept("{'id':'x','label':'X','name':'saml','signOnMode':'SAML_2_0','_links':"
	               "{'appLinks':[{'href':'https://org.test/home/x'}]}}");

	(void)state;
	assert_int_equal(def->mode, SWA_MODE_LINK);
	assert_int_equal(def->launch, SWA_ERR_APP_LINK);
	assert_string_equal(def->url, "https://org.test/home/x");
	swa_appdef_free(def);
	def = accept("{'id':'x','label':'X','name':'catalog_app','signOnMode':'BROWSER_PLUGIN'}");
	assert_int_equal(def->mode, SWA_MODE_LINK);
	swa_appdef_free(def);
	def = accept("{'id':'x','label':'X','signOnMode':null}");
	assert_int_equal(def->mode, SWA_MODE_LINK);
	swa_appdef_free(def);
}

#define SWA_SPS(settings) \
	"{'id':'x','label':'X','name':'template_sps','signOnMode':'SECURE_PASSWORD_STORE'," \
	"'settings':" settings "}"
#define SWA_BASIC(settings) \
	"{'id':'x','label':'X','name':'template_basic_auth','signOnMode':'BASIC_AUTH'," \
	"'settings':" settings "}"

static void
a_password_store_app_posts_its_fields_by_their_names(void **state)
{
	struct swa_appdef *def = accept(SWA_SPS(
	        "{'app':{'url':'https://a.test/post','usernameField':'user','passwordField':'pass word',"
	        "'optionalField1':'company','optionalField1Value':'acme','optionalField2':'lang',"
	        "'optionalField2Value':'en','optionalField3':'mode','optionalField3Value':'full'}}"));

	(void)state;
	assert_int_equal(def->launch, SWA_OK);
	assert_int_equal(def->way, SWA_WAY_DIRECT);
	assert_false(swa_appdef_is_link(def->mode));
	assert_string_equal(def->url, "https://a.test/post");
	assert_string_equal(def->username_selector, "user");
	assert_string_equal(def->password_selector, "pass word");
	assert_string_equal(def->extra[0].selector, "company");
	assert_string_equal(def->extra[0].value, "acme");
	assert_string_equal(def->extra[1].selector, "lang");
	assert_string_equal(def->extra[1].value, "en");
	assert_string_equal(def->extra[2].selector, "mode");
	assert_string_equal(def->extra[2].value, "full");
	assert_null(def->extra[3].selector);
	assert_int_equal(def->rules.pages.count, 1);
	assert_int_equal(def->note_count, 0);
	swa_appdef_free(def);
}

static void
optional_fields_of_a_password_store_app_that_lack_name_or_value_are_left_out(void **state)
{
	struct swa_appdef *def = accept(
	        SWA_SPS("{'app':{'url':'https://a.test/','usernameField':'u','passwordField':'p',"
	                "'optionalField1':'company','optionalField1Value':null,'optionalField2':'lang',"
	                "'optionalField2Value':'','optionalField3':null,'optionalField3Value':'full'}}"));

	(void)state;
	assert_int_equal(def->launch, SWA_OK);
	assert_string_equal(def->extra[0].selector, "company"); /* an account may have its own */
	assert_null(def->extra[0].value);
	assert_null(def->extra[1].selector);
	assert_null(def->extra[2].value);
	assert_true(has_note(def, "optionalField1Value"));
	assert_true(has_note(def, "optionalField2Value"));
	assert_true(has_note(def, "optionalField3Value has no optionalField3"));
	swa_appdef_free(def);
}

static void
a_password_store_app_without_names_of_both_fields_is_stored_and_not_launched(void **state)
{
	struct swa_appdef *def =
	        accept(SWA_SPS("{'app':{'url':'https://a.test/','usernameField':'u','passwordField':null}}"));

	(void)state;
	assert_int_equal(def->launch, SWA_ERR_APP_INVALID);
	assert_string_equal(def->launch_where, "settings.app.passwordField");
	assert_true(has_note(def, "passwordField"));
	swa_appdef_free(def);
	def = accept(
	        SWA_SPS("{'app':{'url':'http://a.test/','passwordField':'p'},'agent':{'allowHttp':true}}"));
	swa_appdef_allow_http(def, "a.test");
	assert_int_equal(def->launch, SWA_ERR_APP_INVALID);
	assert_string_equal(def->launch_where, "settings.app.usernameField");
	swa_appdef_free(def);
}

static void
a_basic_auth_app_answers_at_both_of_its_addresses_in_the_realm_it_names(void **state)
{
	struct swa_appdef *def =
	        accept(SWA_BASIC("{'app':{'url':'https://a.test/start','authURL':'https://auth.test:8443/x'},"
	                         "'agent':{'pageOrigins':['https://c.test'],'realm':'Staff'}}"));

	(void)state;
	assert_int_equal(def->launch, SWA_OK);
	assert_int_equal(def->way, SWA_WAY_CHALLENGE);
	assert_false(swa_appdef_is_link(def->mode));
	assert_string_equal(def->url, "https://a.test/start");
	assert_int_equal(def->rules.pages.count, 3);
	assert_string_equal(def->rules.pages.item[1].host, "auth.test");
	assert_int_equal(def->rules.pages.item[1].port, 8443);
	assert_string_equal(def->realm, "Staff");
	assert_int_equal(def->note_count, 0);
	swa_appdef_free(def);
	def = accept(SWA_BASIC("{'app':{'url':'https://a.test/','authURL':null},'agent':{'realm':null}}"));
	assert_int_equal(def->rules.pages.count, 1);
	assert_null(def->realm);
	swa_appdef_free(def);
}

static void
password_store_and_basic_auth_apps_without_a_name_count_as_the_template(void **state)
{
	struct swa_appdef *def =
	        accept("{'id':'x','label':'X','signOnMode':'SECURE_PASSWORD_STORE','settings':{'app':{'url':"
	               "'https://a.test/','usernameField':'u','passwordField':'p'}}}");

	(void)state;
	assert_string_equal(def->name, "template_sps");
	assert_int_equal(def->launch, SWA_OK);
	swa_appdef_free(def);
	def = accept("{'id':'x','label':'X','signOnMode':'BASIC_AUTH','settings':{'app':{'url':'https://"
	             "a.test/'}}}");
	assert_string_equal(def->name, "template_basic_auth");
	assert_int_equal(def->launch, SWA_OK);
	swa_appdef_free(def);
	def = accept("{'id':'x','label':'X','name':'other','signOnMode':'BASIC_AUTH','settings':{'app':{"
	             "'url':'https://a.test/'}}}");
	assert_true(swa_appdef_is_link(def->mode));
	assert_int_equal(def->launch, SWA_ERR_APP_LINK);
	assert_true(has_note(def, "name other"));
	swa_appdef_free(def);
}

static void
an_http_address_is_stored_and_refused_at_launch(void **state)
{
	struct swa_appdef *def =
	        accept(SWA_APP("{'app':{'url':'http://wiki.test/'},'agent':{'allowHttp':true}}"));

	(void)state;
	assert_int_equal(def->launch, SWA_ERR_SCHEME_REFUSED);
	assert_string_equal(def->launch_where, "wiki.test");
	assert_int_equal(def->rules.pages.count, 0);
	assert_true(has_note(def, "http:"));
	assert_true(has_note(def, "allowHttp"));
	swa_appdef_free(def);
}

static bool
has_access(const struct swa_appdef *def, const char *pattern)
{
	struct swa_json *access = swa_appdef_access(def);
	bool found = false;

	for (const struct swa_json *at = swa_json_first(access); at != NULL; at = swa_json_next(at))
		found = found || strcmp(swa_json_text(at), pattern) == 0;
	swa_json_free(access);
	return found;
}

static void
an_http_address_counts_where_definition_and_policy_both_say_so(void **state)
{
	struct swa_appdef *def =
	        accept(SWA_APP("{'app':{'url':'http://old.test:8080/login'},'agent':{'allowHttp':true,"
	                       "'actionOrigins':['http://post.test','https://post.test'],"
	                       "'frameOrigins':['http://frame.test']}}"));

	(void)state;
	swa_appdef_allow_http(def, "other.test"); /* what the definition does not name is not added */
	swa_appdef_allow_http(def, "post.test");
	assert_int_equal(def->launch, SWA_ERR_SCHEME_REFUSED);
	assert_int_equal(def->rules.pages.count, 0);
	assert_int_equal(def->rules.actions.count, 2);
	swa_appdef_allow_http(def, "old.test");
	swa_appdef_allow_http(def, "old.test"); /* once more changes nothing */
	assert_int_equal(def->launch, SWA_OK);
	assert_int_equal(def->rules.pages.count, 1);
	assert_string_equal(def->rules.pages.item[0].scheme, "http");
	assert_string_equal(def->rules.pages.item[0].host, "old.test");
	assert_int_equal(def->rules.pages.item[0].port, 8080);
	assert_int_equal(def->rules.frames.count, 0); /* its host is not listed */
	assert_true(has_access(def, "http://old.test/*"));
	assert_false(has_access(def, "https://old.test/*"));
	swa_appdef_free(def);
}

static void
policy_alone_lets_no_http_address_count(void **state)
{
	static const char *const texts[] = {
	        SWA_APP("{'app':{'url':'http://old.test/'}}"),
	        SWA_APP("{'app':{'url':'http://old.test/'},'agent':{'allowHttp':false}}"),
	        SWA_APP("{'app':{'url':'http://old.test/'},'agent':{'allowHttp':'true'}}"),
	        SWA_APP("{'app':{'url':'http://old.test/'},'agent':{'allowHttp':1}}"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct swa_appdef *def = accept(texts[i]);

		swa_appdef_allow_http(def, "old.test");
		assert_int_equal(def->launch, SWA_ERR_SCHEME_REFUSED);
		assert_int_equal(def->rules.pages.count, 0);
		assert_int_equal(def->plain.pages.count, 0);
		swa_appdef_free(def);
	}
}

static void
an_allowed_http_address_leaves_other_reasons_to_refuse(void **state)
{
	struct swa_appdef *def =
	        accept("{'id':'x','label':'X','name':'template_swa','status':'INACTIVE','signOnMode':'"
	               "BROWSER_PLUGIN',"
	               "'settings':{'app':{'url':'http://old.test/'},'agent':{'allowHttp':true}}}");

	(void)state;
	swa_appdef_allow_http(def, "old.test");
	assert_int_equal(def->launch, SWA_ERR_APP_INVALID);
	swa_appdef_free(def);
	def = accept("{'id':'x','label':'X','signOnMode':'BOOKMARK',"
	             "'settings':{'app':{'url':'http://old.test/'},'agent':{'allowHttp':true}}}");
	swa_appdef_allow_http(def, "old.test");
	assert_int_equal(def->launch, SWA_ERR_APP_LINK);
	swa_appdef_free(def);
}

static void
origins_of_the_agents_own_settings_are_added_to_their_lists(void **state)
{
	struct swa_appdef *def = accept(
	        SWA_APP("{'app':{'url':'https://wiki.test/'},'agent':{'pageOrigins':['https://login.test'],"
	                "'actionOrigins':['https://post.test:8443','https://wiki.test'],'frameOrigins':"
	                "['https://frame.test','http://plain.test']}}"));
	struct swa_json *access = swa_appdef_access(def), *actions = swa_appdef_actions(def);

	(void)state;
	assert_int_equal(def->rules.pages.count, 2);
	assert_int_equal(def->rules.frames.count, 1);
	assert_true(has_note(def, "frameOrigins[1]"));
	assert_int_equal(swa_json_count(access), 3);
	assert_string_equal(swa_json_text(swa_json_first(access)), "https://wiki.test/*");
	assert_int_equal(swa_json_count(actions), 3); /* one that is a page's too is not doubled */
	swa_json_free(access);
	swa_json_free(actions);
	swa_appdef_free(def);
}

static void
rules_about_the_outcome_are_read_whole_or_in_part(void **state)
{
	struct swa_appdef *def = accept(SWA_APP(
	        "{'app':{'url':'https://a.test/'},'agent':{'successRule':{'url':'https://a\\\\.test/home.*',"
	        "'selector':'#me'},'failureRule':{'selector':'.error','url':null}}}"));

	(void)state;
	assert_string_equal(def->success.url, "https://a\\.test/home.*");
	assert_string_equal(def->success.selector, "#me");
	assert_null(def->failure.url);
	assert_string_equal(def->failure.selector, ".error");
	assert_false(has_note(def, "Rule"));
	swa_appdef_free(def);
	def = accept(
	        SWA_APP("{'app':{'url':'https://a.test/'},'agent':{'successRule':{},'failureRule':null}}"));
	assert_null(def->success.url);
	assert_null(def->success.selector);
	assert_true(has_note(def, "successRule"));
	assert_false(has_note(def, "failureRule"));
	swa_appdef_free(def);
}

static void
further_fields_stand_behind_those_of_the_template(void **state)
{
	struct swa_appdef *def = accept(SWA_APP(
	        "{'app':{'url':'https://a.test/'},'agent':{'fields':[{'selector':'#org','value':'acme'},"
	        "{'selector':'#lang'},{'value':'x'},{'selector':'#unit','value':'7'}]}}"));

	(void)state;
	assert_null(def->extra[0].selector);
	assert_string_equal(def->extra[1].selector, "#org");
	assert_string_equal(def->extra[1].value, "acme");
	assert_null(def->extra[2].selector); /* the others keep their places */
	assert_null(def->extra[3].value);
	assert_string_equal(def->extra[4].selector, "#unit");
	assert_true(has_note(def, "fields[1] has no value"));
	assert_true(has_note(def, "fields[2] has no selector"));
	swa_appdef_free(def);
	def = accept(SWA_SPS("{'app':{'url':'https://a.test/','usernameField':'u','passwordField':'p'},"
	                     "'agent':{'fields':[{'selector':'a','value':'b'}]}}"));
	assert_null(def->extra[1].selector);
	assert_string_equal(def->extra[3].selector, "a"); /* three optional fields come first */
	swa_appdef_free(def);
}

static void
an_app_is_posted_outside_of_its_page_where_it_says_so(void **state)
{
	struct swa_appdef *def =
	        accept(SWA_APP("{'app':{'url':'https://a.test/'},'agent':{'postOutsidePage':true}}"));

	(void)state;
	assert_int_equal(def->way, SWA_WAY_OUTSIDE);
	swa_appdef_free(def);
	def = accept(SWA_APP("{'app':{'url':'https://a.test/'},'agent':{'postOutsidePage':false}}"));
	assert_int_equal(def->way, SWA_WAY_PAGE);
	swa_appdef_free(def);
	def = accept(SWA_APP("{'app':{'url':'https://a.test/'},'agent':{'postOutsidePage':null}}"));
	assert_int_equal(def->way, SWA_WAY_PAGE);
	swa_appdef_free(def);
}

static void
settings_that_mean_nothing_in_a_mode_are_passed_over_and_said_so(void **state)
{
	struct swa_appdef *def = accept(
	        SWA_BASIC("{'app':{'url':'https://a.test/'},'agent':{'postOutsidePage':true,'fields':[7],"
	                  "'frameOrigins':['https://frame.test']}}"));

	(void)state;
	assert_int_equal(def->way, SWA_WAY_CHALLENGE);
	assert_int_equal(def->rules.frames.count, 0);
	assert_true(has_note(def, "postOutsidePage is not for BASIC_AUTH"));
	assert_true(has_note(def, "fields is not for BASIC_AUTH"));
	assert_true(has_note(def, "frameOrigins is not for BASIC_AUTH"));
	swa_appdef_free(def);
	def = accept(SWA_APP("{'app':{'url':'https://a.test/'},'agent':{'realm':'Staff'}}"));
	assert_null(def->realm);
	assert_true(has_note(def, "realm is not for BROWSER_PLUGIN"));
	swa_appdef_free(def);
}

#define AGENT(members) SWA_APP("{'app':{'url':'https://a.test/'},'agent':{" members "}}")
#define FIELD "{'selector':'a','value':'b'}"

static void
what_is_wrong_in_the_agents_own_settings_is_named(void **state)
{
	(void)state;
	refuse(AGENT("'successRule':'x'"), SWA_ERR_APP_INVALID, "settings.agent.successRule");
	refuse(AGENT("'successRule':{'url':5}"), SWA_ERR_APP_INVALID, "settings.agent.successRule.url");
	refuse(AGENT("'successRule':{'url':'('}"), SWA_ERR_PATTERN_INVALID, "settings.agent.successRule.url");
	refuse(AGENT("'failureRule':{'url':'[z-a]'}"), SWA_ERR_PATTERN_INVALID,
	       "settings.agent.failureRule.url");
	refuse(AGENT("'failureRule':{'selector':[]}"), SWA_ERR_APP_INVALID,
	       "settings.agent.failureRule.selector");
	refuse(AGENT("'fields':{}"), SWA_ERR_APP_INVALID, "settings.agent.fields");
	refuse(AGENT("'fields':['a']"), SWA_ERR_APP_INVALID, "settings.agent.fields[0]");
	refuse(AGENT("'fields':[" FIELD ",{'selector':1}]"), SWA_ERR_APP_INVALID,
	       "settings.agent.fields[1].selector");
	refuse(AGENT("'fields':[{'selector':'a','value':true}]"), SWA_ERR_APP_INVALID,
	       "settings.agent.fields[0].value");
	refuse(AGENT("'fields':[" FIELD "," FIELD "," FIELD "," FIELD "," FIELD "," FIELD "," FIELD "," FIELD
	             "]"),
	       SWA_ERR_LIMIT, "settings.agent.fields");
	refuse(AGENT("'postOutsidePage':'true'"), SWA_ERR_APP_INVALID, "settings.agent.postOutsidePage");
	refuse(SWA_BASIC("{'app':{'url':'https://a.test/'},'agent':{'realm':['Staff']}}"),
	       SWA_ERR_APP_INVALID, "settings.agent.realm");
	refuse(SWA_BASIC("{'app':{'url':'https://a.test/','authURL':'auth'}}"), SWA_ERR_URL_INVALID,
	       "settings.app.authURL");
	refuse(SWA_BASIC("{'app':{'url':null,'authURL':'https://a.test/'}}"), SWA_ERR_APP_INVALID,
	       "settings.app.url");
	refuse(SWA_SPS("{'app':{'url':'https://a.test/','optionalField2':2}}"), SWA_ERR_APP_INVALID,
	       "settings.app.optionalField2");
	refuse(SWA_SPS("{'app':{'usernameField':'u','passwordField':'p'}}"), SWA_ERR_APP_INVALID,
	       "settings.app.url");
}

static void
what_is_missing_or_wrong_is_named(void **state)
{
	(void)state;
	refuse("[]", SWA_ERR_APP_INVALID, "definition");
	refuse("{}", SWA_ERR_APP_INVALID, "label");
	refuse("{'id':7,'label':'X'}", SWA_ERR_APP_INVALID, "id");
	refuse("{'id':'a b','label':'X'}", SWA_ERR_APP_INVALID, "id");
	refuse("{'label':'X','settings':[]}", SWA_ERR_APP_INVALID, "settings");
	refuse(SWA_APP("{'app':{'url':null}}"), SWA_ERR_APP_INVALID, "settings.app.url");
	refuse(SWA_APP("{}"), SWA_ERR_APP_INVALID, "settings.app.url");
	refuse(SWA_APP("null"), SWA_ERR_APP_INVALID, "settings.app.url");
	refuse(SWA_APP("{'app':{'url':5}}"), SWA_ERR_APP_INVALID, "settings.app.url");
	refuse(SWA_APP("{'app':{'url':'wiki'}}"), SWA_ERR_URL_INVALID, "settings.app.url");
	refuse(SWA_APP("{'app':{'url':'https://u:p@wiki.test/'}}"), SWA_ERR_URL_INVALID, "settings.app.url");
	refuse(SWA_APP("{'app':{'url':'https://a.test/','buttonField':[]}}"), SWA_ERR_APP_INVALID,
	       "settings.app.buttonField");
	refuse(SWA_APP("{'app':{'url':'https://a.test/','loginUrlRegex':'('}}"), SWA_ERR_PATTERN_INVALID,
	       "settings.app.loginUrlRegex");
	refuse(SWA_APP("{'app':{'url':'https://a.test/'},'agent':{'pageOrigins':'https://b.test'}}"),
	       SWA_ERR_APP_INVALID, "settings.agent.pageOrigins");
	refuse(SWA_APP("{'app':{'url':'https://a.test/'},'agent':{'pageOrigins':[null]}}"),
	       SWA_ERR_APP_INVALID, "settings.agent.pageOrigins[0]");
	refuse("{'id':'x','label':'X','name':'template_swa3field','signOnMode':'BROWSER_PLUGIN'}",
	       SWA_ERR_APP_INVALID, "settings.app.targetURL");
	refuse("{'id':'x','label':'X','signOnMode':'AUTO_LOGIN','settings':{'signOn':{}}}",
	       SWA_ERR_APP_INVALID, "settings.signOn.loginUrl");
}

static void
a_javascript_address_is_no_address_of_an_app(void **state)
{
	struct swa_appdef *def = NULL;
	struct swa_fault fault;

	(void)state;
	assert_int_not_equal(read_text(SWA_APP("{'app':{'url':'javascript:alert(1)'}}"), &def, &fault),
	                     SWA_OK);
	assert_null(def);
	/* nor is it one that a link opens */
	def = accept(
	        "{'id':'x','label':'X','signOnMode':'BOOKMARK','settings':{'app':{'url':'javascript:1'}}}");
	assert_string_equal(def->url, "");
	swa_appdef_free(def);
}

static void
an_app_without_an_id_gets_one_from_its_label(void **state)
{
	struct swa_appdef *def = accept("{'label':'My Wiki (new!)','signOnMode':'BOOKMARK'}");

	(void)state;
	assert_string_equal(def->id, "my-wiki-new");
	assert_true(has_note(def, "my-wiki-new"));
	swa_appdef_free(def);
	refuse("{'label':'\\u65e5\\u672c','signOnMode':'BOOKMARK'}", SWA_ERR_APP_INVALID, "id");
}

/* Half a character would keep the whole answer from being sent. */
static void
a_note_ends_between_characters(void **state)
{
#define LONG "\\u65e5\\u65e5\\u65e5\\u65e5\\u65e5\\u65e5\\u65e5\\u65e5\\u65e5\\u65e5"
	struct swa_appdef *def =
	        accept("{'id':'x','label':'X','signOnMode':'BROWSER_PLUGIN','name':'ab" LONG LONG LONG "'}");

	(void)state;
	assert_int_equal(def->note_count, 2);
	assert_true(swa_utf8_valid(def->notes[0], strlen(def->notes[0]), NULL));
	assert_non_null(strstr(def->notes[0], "name ab\xe6\x97\xa5"));
	swa_appdef_free(def);
	def = accept("{'id':'x','label':'X','signOnMode':'ab" LONG LONG LONG "'}");
	assert_true(swa_utf8_valid(def->notes[0], strlen(def->notes[0]), NULL));
	swa_appdef_free(def);
#undef LONG
}

static void
an_app_that_is_not_active_is_not_launched(void **state)
{
	struct swa_appdef *def =
	        accept("{'id':'x','label':'X','name':'template_swa','status':'INACTIVE','signOnMode':"
	               "'BROWSER_PLUGIN','settings':{'app':{'url':'https://a.test/'}}}");

	(void)state;
	assert_false(def->active);
	assert_int_equal(def->launch, SWA_ERR_APP_INVALID);
	assert_string_equal(def->launch_where, "status");
	swa_appdef_free(def);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_template_swa_app_is_read_as_it_stands),
	        cmocka_unit_test(a_three_field_app_is_told_by_its_name),
	        cmocka_unit_test(an_extra_field_without_its_value_waits_for_an_accounts_own_and_says_so),
	        cmocka_unit_test(an_extra_value_without_its_field_is_left_out_and_said_so),
	        cmocka_unit_test(texts_that_are_null_or_empty_count_as_absent),
	        cmocka_unit_test(unknown_members_pass),
	        cmocka_unit_test(an_auto_login_app_opens_its_login_address),
	        cmocka_unit_test(apps_of_other_modes_are_links),
	        cmocka_unit_test(a_password_store_app_posts_its_fields_by_their_names),
	        cmocka_unit_test(
	                optional_fields_of_a_password_store_app_that_lack_name_or_value_are_left_out),
	        cmocka_unit_test(
	                a_password_store_app_without_names_of_both_fields_is_stored_and_not_launched),
	        cmocka_unit_test(a_basic_auth_app_answers_at_both_of_its_addresses_in_the_realm_it_names),
	        cmocka_unit_test(password_store_and_basic_auth_apps_without_a_name_count_as_the_template),
	        cmocka_unit_test(an_http_address_is_stored_and_refused_at_launch),
	        cmocka_unit_test(an_http_address_counts_where_definition_and_policy_both_say_so),
	        cmocka_unit_test(policy_alone_lets_no_http_address_count),
	        cmocka_unit_test(an_allowed_http_address_leaves_other_reasons_to_refuse),
	        cmocka_unit_test(origins_of_the_agents_own_settings_are_added_to_their_lists),
	        cmocka_unit_test(rules_about_the_outcome_are_read_whole_or_in_part),
	        cmocka_unit_test(further_fields_stand_behind_those_of_the_template),
	        cmocka_unit_test(an_app_is_posted_outside_of_its_page_where_it_says_so),
	        cmocka_unit_test(settings_that_mean_nothing_in_a_mode_are_passed_over_and_said_so),
	        cmocka_unit_test(what_is_wrong_in_the_agents_own_settings_is_named),
	        cmocka_unit_test(what_is_missing_or_wrong_is_named),
	        cmocka_unit_test(a_javascript_address_is_no_address_of_an_app),
	        cmocka_unit_test(an_app_without_an_id_gets_one_from_its_label),
	        cmocka_unit_test(a_note_ends_between_characters),
	        cmocka_unit_test(an_app_that_is_not_active_is_not_launched),
	};

	swa_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
