import { type Context, readFormBody, seeOther, sendPage } from './http.ts';
import { identityPage } from './pages/identity.ts';
import { customPerson, isSampleName, type Person, samplePeople } from './people.ts';
import type { ProviderServices } from './services.ts';
import { isTicketId } from './tickets.ts';

const limits = { name: 100, email: 200 };

/** The person that the submitted form selects, or a message that says what is wrong with the form. */
function chosenPerson(form: URLSearchParams): Person | string {
  const choice = form.get('person') ?? '';
  if (isSampleName(choice)) return samplePeople[choice];
  if (choice !== 'custom') return 'Choose who you are.';
  const name = (form.get('name') ?? '').trim().slice(0, limits.name);
  const email = (form.get('email') ?? '').trim().slice(0, limits.email);
  if (!name) return 'Somebody else needs a name.';
  if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) return 'That is not an email address.';
  return customPerson(name, email, form.has('email_verified'));
}

function backFrom(parameters: URLSearchParams) {
  const ticket = parameters.get('ticket') ?? '';
  return { ticket: isTicketId(ticket) ? ticket : '', here: parameters.has('here') };
}

/** Serves the form that assigns the phone to another person. */
export async function serveIdentity(ctx: Context, services: ProviderServices): Promise<void> {
  const phone = services.phones.ofBrowser(ctx);
  if (ctx.method !== 'POST') {
    return sendPage(ctx, identityPage(phone.person, backFrom(new URLSearchParams(ctx.querystring))));
  }
  const form = await readFormBody(ctx);
  if (!form) return ctx.throw(413);
  const person = chosenPerson(form);
  const back = backFrom(form);
  if (typeof person === 'string') return sendPage(ctx, identityPage(phone.person, back, person), { status: 400 });
  services.people.add(person);
  services.phones.assign(phone.id, person);
  seeOther(ctx, back.ticket ? `/phone/${back.ticket}${back.here ? '?here=1' : ''}` : '/phone');
}
