/** Stylesheet of all pages of the local provider. It has light and dark colours, and needs no images or fonts. */
export const providerStyle = `
:root{color-scheme:light dark;--ground:#eef3f4;--card:#fff;--text:#14262b;--soft:#50646a;--line:#d3dee1;--accent:#00697a;--on-accent:#fff;--tint:#e2f1f3;--warn:#7a4100;--warn-ground:#fff3df;--field:#73888e}
@media (prefers-color-scheme:dark){:root{--ground:#0e1a1d;--card:#17272c;--text:#e8f1f3;--soft:#a5b9bf;--line:#2d4249;--accent:#6fd3e2;--on-accent:#06272d;--tint:#1d3a41;--warn:#ffcf8f;--warn-ground:#3a2a12;--field:#8299a0}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,main,footer{width:100%;max-width:27rem;padding:0 1rem}
header{display:flex;align-items:center;gap:.6rem;padding-top:1.5rem;padding-bottom:1rem;font-weight:650}
header svg{width:2rem;height:2rem;flex:none;color:var(--accent)}
header .mark-check{stroke:var(--card)}
main{flex:1}
.card{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1.5rem;margin:0 0 1rem;box-shadow:0 1px 2px rgb(0 30 40/.06),0 8px 24px rgb(0 30 40/.05)}
.card>:last-child{margin-bottom:0}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 .5rem;letter-spacing:-.01em;text-wrap:balance}
main>h1{margin-bottom:.75rem;padding:0 .25rem}
h2{font-size:1.05rem;margin:0 0 .5rem}
p{margin:0 0 1rem}
.soft{color:var(--soft)}
.small{font-size:.875rem}
.center{text-align:center}
.center p{text-wrap:balance}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.3rem}
.qr{display:block;width:min(100%,17rem);margin:1rem auto;border-radius:.75rem;background:#fff;border:1px solid var(--line);overflow:hidden}
.qr svg{display:block;width:100%;height:auto}
.button{display:block;width:100%;min-height:3rem;padding:.7rem 1rem;border:1px solid var(--accent);border-radius:.75rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.button:hover{filter:brightness(1.08)}
.button.quiet{background:transparent;color:var(--accent);border-color:var(--field)}
.button.quiet:hover{background:var(--tint)}
.button.slim{display:inline-block;width:auto;white-space:nowrap;min-height:2.5rem;padding:.35rem 1rem}
.actions{display:grid;gap:.75rem;margin-top:1.25rem}
.actions+.small{margin:.75rem 0 0}
.actions.two{grid-template-columns:1fr 1fr}
.links{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:center;margin:1rem 0 0}
.card>.links:last-child{margin-bottom:-.35rem}
.links a{display:inline-block;padding:.35rem 0;min-height:1.5rem}
ul.plain{list-style:none;margin:0;padding:0}
.items>li,.rows>li{padding:.8rem 0;border-top:1px solid var(--line)}
.items label{display:grid;grid-template-columns:1.5rem 1fr;gap:0 .75rem;align-items:start;cursor:pointer}
.items input:disabled+span{cursor:default}
input[type=checkbox],input[type=radio]{width:1.5rem;height:1.5rem;margin:0;accent-color:var(--accent)}
.items .name{font-weight:600;margin-right:.5rem}
.items .value{display:block;white-space:pre-line;overflow-wrap:anywhere;color:var(--soft)}
.tag{display:inline-block;margin-right:.3rem;padding:0 .5rem;border-radius:1rem;font-size:.8rem;font-weight:600;background:var(--tint);color:var(--accent);white-space:nowrap}
.notice{border-radius:.75rem;padding:.75rem 1rem;margin:0 0 1rem;background:var(--tint)}
.notice.warn{background:var(--warn-ground);color:var(--warn)}
.items .notice{margin:.4rem 0 0;padding:.4rem .75rem;font-size:.9rem}
.rows>li{display:flex;gap:1rem;align-items:center;justify-content:space-between}
.rows>li:last-child{padding-bottom:0}
.shares{display:grid;gap:.5rem;margin:0}
.shares dt{color:var(--soft);font-size:.875rem}
.shares dd{margin:0;overflow-wrap:anywhere}
.rows p{margin:0;overflow-wrap:anywhere}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.secret{user-select:all;word-break:break-all}
.notice>:last-child{margin-bottom:0}
.person{display:flex;gap:.9rem;align-items:center}
.avatar{width:3rem;height:3rem;flex:none;border-radius:50%;display:grid;place-items:center;background:var(--tint);color:var(--accent);font-weight:700;font-size:1.15rem}
.person p{margin:0;overflow-wrap:anywhere}
.person+.links{justify-content:flex-start;margin-top:.25rem;padding-left:3.9rem}
.wait,.done{display:flex;justify-content:center;margin:1rem 0}
.done{margin:0 0 .5rem}
.wait svg,.done svg{width:6rem;height:6rem;color:var(--accent)}
fieldset{border:0;margin:0 0 1rem;padding:0}
legend{padding:0;font-weight:600;margin-bottom:.25rem}
.choice{display:grid;grid-template-columns:1.5rem 1fr;gap:0 .75rem;align-items:start;padding:.6rem 0;cursor:pointer}
.field{display:block;margin:.75rem 0 0}
.field span{display:block;font-weight:600}
.field input{width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--field);border-radius:.6rem}
footer{padding-top:.5rem;padding-bottom:1.5rem;text-align:center;color:var(--soft);font-size:.85rem}
@media (min-width:40rem) and (min-height:40rem){body{justify-content:center;padding:2rem 0}main{flex:none}header{padding-top:0}footer{padding-bottom:0}}
`;
