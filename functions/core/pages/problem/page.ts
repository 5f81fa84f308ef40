import { type Html, html } from '../../base/html.ts';
import type { ProblemCode, ProblemDetails } from '../../errors.ts';
import { toneIcons } from '../ui/icons.ts';
import { layout, type Page } from '../ui/layout.ts';
import { problemWords } from './fill-placeholders.ts';
import type { Step } from './words.ts';

interface Link {
  readonly href: string;
  readonly text: string;
}

/** Contents of a problem page, which a person sees instead of a refused request's result. */
export interface ProblemModel {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;
  /** Label of the provider, if the problem concerns one. */
  readonly providerLabel?: string;
  /** URL that starts the login again. If it is absent, the page links to the sign-in page instead. */
  readonly startAgainHref?: string;
  readonly signInHref: string;
  readonly accountHref: string;
  /** For `reauthentication_required`: links with which the person signs in again. */
  readonly reauthentication?: readonly Link[];
  /** Identifies the request in the log, for the person to quote when asking for help. */
  readonly requestId?: string;
}

/** The page for a refused request: what happened, what to do next, and what to quote when asking for help. */
export function problemPage(model: ProblemModel): Page {
  const { code, requestId } = model;
  const { title, happened, next, steps } = problemWords(code, model.details, model.providerLabel);
  const isWaiting = code === 'account_pending_approval';
  return layout({
    kind: 'problem',
    title,
    main: html`<div class="${isWaiting ? 'info' : 'alert'}">${isWaiting ? toneIcons.waiting : toneIcons.alert}</div>
<h1>${title}</h1>
<p>${happened}</p>
<p>${next}</p>
${actions(links(steps, model))}
<p class="small">Asking for help? Quote <code>${code}</code>${requestId && html` and <code>${requestId}</code>`}.</p>`,
  });
}

function links(steps: readonly Step[], model: ProblemModel): readonly Link[] {
  const { startAgainHref, signInHref, accountHref } = model;
  if (model.details.linking === true && model.code !== 'no_session') {
    return [{ href: accountHref, text: 'Go to your account' }];
  }
  const again =
    steps.includes('again') && startAgainHref !== undefined ? [{ href: startAgainHref, text: 'Try again' }] : [];
  const account = steps.includes('account') ? [{ href: accountHref, text: 'Go to your account' }] : [];
  const first = [...(model.reauthentication ?? []), ...again, ...account];
  if (!steps.includes('sign-in')) return first;
  return [...first, { href: signInHref, text: first.length > 0 ? 'Other ways to sign in' : 'Go to the sign-in page' }];
}

function actions(choices: readonly Link[]): Html | undefined {
  if (choices.length === 0) return undefined;
  return html`<div class="actions">${choices.map(
    ({ href, text }, index) => html`
<a class="button${index === 0 ? ' primary' : ''}" href="${href}">${text}</a>`,
  )}
</div>`;
}
