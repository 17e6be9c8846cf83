/* The one stylesheet: light and dark, from 320 pixels on. */
#include "pages.h"

static const char style[] =
        ":root{color-scheme:light "
        "dark;--ground:#f4f5f7;--raised:#fff;--line:#d5dae0;--edge:#7d8793;--ink:#1b1f24;--soft:#55606b;"
        "--accent:#1f5fbf;--on-accent:#fff;--bad:#b3261e;--bad-ground:#fdf1f0}"
        "@media(prefers-color-scheme:dark){:root{--ground:#1c1e21;--raised:#282b2f;--line:#3a3e44;--edge:#"
        "868f99;--ink:#eceef0;"
        "--soft:#a9b1ba;--accent:#8ab4f8;--on-accent:#10203a;--bad:#f2988f;--bad-ground:#35211f}}"
        "*{box-sizing:border-box}"
        "body{margin:0;background:var(--ground);color:var(--ink);"
        "font:1rem/1.5 system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",sans-serif;overflow-wrap:anywhere}"
        ".skip{position:absolute;left:-99rem}.skip:focus{left:.5rem;top:.5rem;background:var(--raised);"
        "padding:.5rem}"
        "header{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem;padding:.75rem 1.25rem;"
        "background:var(--raised);border-bottom:1px solid var(--line)}"
        ".brand{font-weight:650;color:inherit;text-decoration:none}"
        "nav{display:flex;gap:1rem;flex:1}nav a{padding:.25rem 0;white-space:nowrap}"
        ".out{display:flex;align-items:center;gap:.75rem;flex-direction:row;margin:0}.who{color:var(--soft);"
        "font-size:.875rem}"
        "main{max-width:52rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}"
        "h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}h2{font-size:1.125rem;margin:0 0 .75rem}"
        "a{color:var(--accent)}p{margin:0 0 1rem}code{font-size:.9375em}"
        ":focus-visible{outline:3px solid var(--accent);outline-offset:2px}"
        ".card{background:var(--raised);border:1px solid "
        "var(--line);border-radius:.75rem;padding:1.5rem;max-width:38rem;margin:0 auto 1rem}"
        ".card>:last-child{margin-bottom:0}.narrow{max-width:24rem}.gone{opacity:.75}"
        "form{display:flex;flex-direction:column;gap:.375rem}"
        "label{font-weight:550}"
        "input{width:100%;min-width:0;padding:.5rem .75rem;border:1px solid var(--edge);border-radius:.5rem;"
        "background:var(--ground);color:inherit;font:inherit;margin-bottom:.625rem}"
        "button{padding:.5rem 1.25rem;min-height:2.75rem;border:1px solid "
        "var(--accent);border-radius:.5rem;background:var(--accent);"
        "color:var(--on-accent);font:inherit;font-weight:600;cursor:pointer}"
        "button.other{background:none;color:var(--accent)}"
        "button.danger{background:none;border-color:var(--bad);color:var(--bad)}"
        "button.quiet{background:none;border:0;padding:.25rem;color:var(--accent);font-weight:400;text-"
        "decoration:underline}"
        "form.row{flex-direction:row;flex-wrap:wrap;align-items:center;gap:.75rem;margin:0 0 1rem}"
        "form.row input{flex:1 1 10rem;width:auto;margin:0}"
        ".fault{background:var(--bad-ground);color:var(--bad);padding:.625rem "
        ".875rem;border-radius:.5rem;list-style:none}"
        "p.code{font:650 2rem/1.2 ui-monospace,monospace;letter-spacing:.08em;text-align:center;padding:1rem "
        ".25rem;"
        "background:var(--ground);border-radius:.5rem}"
        "input.code{font:600 1.25rem ui-monospace,monospace;letter-spacing:.08em;text-transform:uppercase}"
        ".compare{font-family:ui-monospace,monospace}"
        "dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0 0 1rem}"
        "dt{color:var(--soft)}dd{margin:0}"
        "@media(max-width:26rem){dl{display:block}dd{margin:0 0 .5rem}.card{padding:1.125rem}}"
        "summary{cursor:pointer;color:var(--bad);padding:.25rem 0}"
        ".devices,.tiles{list-style:none;margin:0;padding:0}"
        ".devices .card{max-width:none}"
        ".tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8rem,1fr));gap:.75rem}"
        ".tile{display:flex;flex-direction:column;align-items:center;gap:.625rem;height:100%;padding:1.25rem "
        ".75rem;text-align:center;"
        "background:var(--raised);border:1px solid "
        "var(--line);border-radius:.75rem;color:inherit;text-decoration:none}"
        ".tile:hover{border-color:var(--accent)}"
        ".letter{display:grid;place-items:center;width:3rem;height:3rem;border-radius:.75rem;background:var(-"
        "-accent);"
        "color:var(--on-accent);font-size:1.375rem;font-weight:650}";

void
page_style(const struct web_request *request, struct web_answer *answer)
{
	(void)request;
	answer->status = 200;
	answer->type = "text/css; charset=utf-8";
	web_answer_header(answer, "X-Content-Type-Options", "nosniff");
	(void)swa_buf_append_text(&answer->body, style);
}
