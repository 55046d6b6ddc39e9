/* token.re - secret tokens that say what they are: a prefix of their issuer and a body of fixed form.
 *
 *   ghp_ + 36        AKIA + 16        eyJ… . eyJ… . …        one rule a kind, anchored at the first byte
 *
 * Each rule gives the kind; detect/secret/token.c checks lengths (counted here they would make a thousand states) and
 * what a grammar
 * cannot say: checksums, the JSON header, that it is no dummy.
 */
#include "detect/secret/token.h"

unsigned nw_token_scan(nw_cursor *c) {
  /*!re2c
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYPEEK = "nw_cursor_peek(c)";
    re2c:define:YYSKIP = "c->pos++;";
    re2c:define:YYBACKUP = "c->mark = c->pos;";
    re2c:define:YYRESTORE = "c->pos = c->mark;";
    re2c:yyfill:enable = 0;

    x   = [0-9A-Za-z];         // base62
    u   = [0-9A-Za-z_-];       // base64url

    aws       = ("AKIA" | "ASIA") [A-Z2-7]{16};
    github    = "gh" [pousr] "_" x+ | "github_pat_" [0-9A-Za-z_]+;
    gitlab    = "glpat-" u+ ("." [0-9a-z]{9})?;
    slack     = "xox" [abeoprs] "-" (x+ "-")+ x+ | "xapp-" [0-9] "-" x+ "-" [0-9]+ "-" x+;
    stripe    = [sr] "k_" ("live" | "test") "_" x+ | "whsec_" [0-9A-Za-z+/=]+;
    google    = "AIza" u+;
    openai    = "sk-" x+ | "sk-" ("proj" | "svcacct" | "admin" | "None") "-" u+;
    anthropic = "sk-ant-" [0-9a-z]+ "-" u+;
    npm       = "npm_" x+;
    sendgrid  = "SG." u{22} "." u+;
    jwt       = "eyJ" u+ "." "eyJ" u+ "." u+;

    aws       { return NW_ENTITY_AWS_ACCESS_KEY; }
    github    { return NW_ENTITY_GITHUB_TOKEN; }
    gitlab    { return NW_ENTITY_GITLAB_TOKEN; }
    slack     { return NW_ENTITY_SLACK_TOKEN; }
    stripe    { return NW_ENTITY_STRIPE_KEY; }
    google    { return NW_ENTITY_GOOGLE_API_KEY; }
    anthropic { return NW_ENTITY_ANTHROPIC_API_KEY; }
    openai    { return NW_ENTITY_OPENAI_API_KEY; }
    npm       { return NW_ENTITY_NPM_TOKEN; }
    sendgrid  { return NW_ENTITY_SENDGRID_API_KEY; }
    jwt       { return NW_ENTITY_JWT; }
    *         { return NW_ENTITY_COUNT; }
  */
}
