import { type Html, html } from '../../../../functions/core/base/html.ts';
import { type Person, samplePeople } from '../people.ts';
import { providerPage } from './layout.ts';
import { hereField } from './ticket.ts';

function about({ claims }: Person): string {
  if (claims.email === undefined) return 'no email address';
  return `${claims.email}${claims.email_verified ? '' : ' (not verified)'}`;
}

/**
 * Page with the form that assigns the simulated phone to another person. `back.ticket` is the ID of the ticket (waiting
 * sign-in) to return to, or empty.
 */
export function identityPage(
  current: Person,
  back: { readonly ticket: string; readonly here: boolean },
  problem?: string,
): Html {
  return providerPage(
    'Use another identity',
    html`<form class="card" method="post" action="/phone/identity">
<h1>Use another identity</h1>
<p class="soft">This phone becomes the phone of whomever you choose.</p>
${problem && html`<p class="notice warn" role="alert">${problem}</p>`}
${back.ticket && html`<input type="hidden" name="ticket" value="${back.ticket}">`}${hereField(back.here)}
<fieldset><legend>Who are you?</legend>
${Object.entries(samplePeople).map(
  ([name, person]) =>
    html`<label class="choice"><input type="radio" name="person" value="${name}"${
      person.sub === current.sub && html` checked`
    }><span>${person.claims.name}<br><span class="soft small">${about(person)}</span></span></label>`,
)}
<label class="choice"><input type="radio" name="person" value="custom"><span>Somebody else<br><span class="soft small">as filled in below</span></span></label>
</fieldset>
<fieldset><legend>Somebody else</legend>
<label class="field"><span>Name</span><input name="name" autocomplete="off" maxlength="100"></label>
<label class="field"><span>Email address</span><input name="email" type="email" autocomplete="off" maxlength="200"></label>
<label class="choice"><input type="checkbox" name="email_verified" value="1" checked><span>The email address is verified</span></label>
</fieldset>
<div class="actions"><button class="button">Use this identity</button></div>
</form>
<p class="links"><a href="${back.ticket ? `/phone/${back.ticket}${back.here ? '?here=1' : ''}` : '/phone'}">Back</a></p>`,
  );
}
