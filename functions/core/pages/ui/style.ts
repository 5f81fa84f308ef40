import { createHash } from 'node:crypto';
import { html } from '../../base/html.ts';

/**
 * The stylesheet of all pages. It is one text, so the CSP can allow it by one hash. Colours have a contrast of at least
 * 4.5 to 1 for text and 3 to 1 for the edges of controls (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const style = html`
:root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--text:#171a21;--muted:#5a6270;--line:#e3e6eb;--edge:#868d99;--hover:#f3f4f7;--accent:#0b6b61;--solid:#171a21;--solid-hover:#343a46;--on-solid:#fff;--alert:#a3211b;--alert-back:#fdf2f1;--alert-line:#f3cfcc;--info:#0b5c70;--info-back:#eff8fa;--info-line:#c3e2e9;--shadow:0 1px 2px #171a210f,0 12px 32px -12px #171a2126}
@media (prefers-color-scheme:dark){:root{--page:#0e1014;--card:#16191f;--text:#eef0f4;--muted:#a3abb8;--line:#292e37;--edge:#6f7887;--hover:#20242c;--accent:#4fc7b8;--solid:#eef0f4;--solid-hover:#cfd4dd;--on-solid:#14171c;--alert:#ffa39c;--alert-back:#2a1817;--alert-line:#57302d;--info:#86d3e6;--info-back:#10242a;--info-line:#244a55;--shadow:none}}
*,::before,::after{box-sizing:border-box}
html{font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;padding:2rem 1.25rem 3rem;background:var(--card);color:var(--text);overflow-wrap:anywhere}
body>*{width:100%;max-width:26rem}
.account>*{max-width:42rem}
.sign-in h1,#regular-sign-in{text-align:center}
header{display:flex;align-items:center;gap:.5rem;margin-bottom:2rem;font-size:1.125rem;font-weight:600;letter-spacing:-.015em}
.sign-in header{justify-content:center}
h1{margin:0;font-size:1.75rem;line-height:1.2;font-weight:650;letter-spacing:-.022em;text-wrap:balance}
h2{margin:2.25rem 0 .5rem;font-size:1rem;line-height:1.4;font-weight:600}
p{margin:.625rem 0 0;text-wrap:pretty}
code{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:.75rem 0 0;padding:.875rem 1rem;overflow-x:auto;border:1px solid var(--line);border-radius:.5rem;background:var(--page);overflow-wrap:normal;font-size:.9375rem}
svg{flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.mark{fill:var(--accent);stroke:none}
.solid{fill:currentColor;stroke:none}
.muted{color:var(--muted)}
.small{margin-top:2rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.8125rem;color:var(--muted)}
.small code{user-select:all}
ul{margin:1.75rem 0 0;padding:0;list-style:none}
.actions,.providers{display:grid;gap:.75rem}
.actions{margin-top:1.75rem}
.button{display:flex;align-items:center;justify-content:center;gap:.75rem;width:100%;min-height:3rem;padding:.625rem 1rem;border:1px solid var(--edge);border-radius:.625rem;background:var(--card);color:var(--text);font:inherit;font-weight:550;line-height:1.3;text-decoration:none;cursor:pointer;transition:background-color .12s,border-color .12s}
.button:hover{background:var(--hover);border-color:var(--text)}
.primary,.providers>:only-child .button{border-color:var(--solid);background:var(--solid);color:var(--on-solid)}
.primary:hover,.providers>:only-child .button:hover{border-color:var(--solid-hover);background:var(--solid-hover)}
.providers .button{gap:0}
.providers svg{width:1.625rem}
.providers span{flex:1 0 auto;max-width:calc(100% - 1.625rem);padding-left:.625rem;text-align:center}
.providers .button::after{content:"";flex:0 1 2.25rem}
.button img{flex:none;padding:2px;border-radius:.375rem;background:#fff;object-fit:contain}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.25rem}
.button:focus-visible{border-radius:.625rem}
.notice{display:grid;grid-template-columns:auto 1fr;gap:0 .75rem;margin-bottom:1.75rem;padding:.875rem 1rem;border:1px solid var(--info-line);border-radius:.625rem;background:var(--info-back);font-size:.9375rem}
.notice p{grid-column:2;margin:0}
.title{font-weight:600}
.notice .tone,.info .tone{color:var(--info)}
.notice.alert{border-color:var(--alert-line);background:var(--alert-back)}
.alert .tone,.notice.alert .tone{color:var(--alert)}
.problem .tone{display:block;width:2.25rem;height:2.25rem;margin:0 0 1rem -.1875rem;stroke-width:1.75}
.row{display:flex;flex-wrap:wrap;align-items:flex-start;gap:.75rem}
.row>div{flex:1 1 0;min-width:50%}
.row .button{width:auto}
.who{align-items:center}
.who p{margin:0}
.rows{margin:0;border-top:1px solid var(--line)}
.rows>li{padding:1rem 0;border-bottom:1px solid var(--line)}
.rows p{margin:.125rem 0 0;font-size:.875rem}
.rows .title{margin:0;font-size:1rem}
.rows .button,.links .button{min-height:2.5rem;padding:.375rem .75rem}
.links{display:grid;gap:.75rem;margin-top:1rem}
bdi,code{unicode-bidi:isolate}
.lines{white-space:pre-line}
dl{margin:0;border-top:1px solid var(--line)}
dl div{display:grid;grid-template-columns:minmax(8rem,2fr) 5fr;gap:0 1rem;padding:.625rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--muted)}
dd{margin:0}
.tag{display:inline-block;padding:0 .5rem;border:1px solid var(--line);border-radius:1rem;font-size:.8125rem;font-weight:400;color:var(--muted)}
time{white-space:nowrap}
@media (min-width:30rem){body{justify-content:center;background:var(--page)}header{justify-content:center}main{padding:2.25rem;border:1px solid var(--line);border-radius:1rem;background:var(--card);box-shadow:var(--shadow)}}
@media (max-width:29.99rem){dl div{grid-template-columns:1fr}}
@media (prefers-reduced-motion:reduce){.button{transition:none}}
`;

/**
 * The CSP source that allows the pages' inline stylesheet and no other style (`style-src`; CSP Level 3, section
 * 6.7.3.3).
 */
export const styleSource = `'sha256-${createHash('sha256').update(style.toString()).digest('base64')}'`;
