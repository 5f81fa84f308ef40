import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addAuditCommand } from '../../lib/ops/audit/index.ts';
import { addDoctorCommand } from '../../lib/ops/doctor/index.ts';
import { addConfigCommands } from '../../lib/ops/from-gitlab/index.ts';
import { addKeyCommands } from '../../lib/ops/keys/index.ts';
import { addPolicyCommands } from '../../lib/ops/policy/index.ts';
import { addProviderCommands } from '../../lib/ops/providers/index.ts';
import { addSecretCommands } from '../../lib/ops/secret/index.ts';
import { addSessionCommands } from '../../lib/ops/sessions/index.ts';
import { addUserCommands } from '../../lib/ops/users/index.ts';
import { codeSpans, tableRows } from './support/markdown.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/operations.md', root), 'utf8');
const source = readdirSync(new URL('functions/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(`functions/${file}`, root), 'utf8'))
  .join('\n');

/** Strings and templates of the functions' source, as patterns; a placeholder matches any text. */
const reasons = [...source.matchAll(/'([^'\n]{8,})'|`([^`\n]{8,})`/g)].map(([, string, template = '']) => {
  const parts = (string ?? template).split(/\$\{[^}]*\}/);
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[^\w ]/g, '\\$&')).join('.+')}$`);
});

const quoted = tableRows(page, '| you see | check |').flatMap(([first = '']) => codeSpans(first));
const quotedReasons = quoted.filter((text) => text.includes(' ') && !text.includes(':'));

test.each(quotedReasons)('the page quotes a reason that the functions log: %s', (reason) => {
  const wordy = reasons.filter(({ source: pattern }) => (pattern.match(/\w{2,}/g) ?? []).length > 3);
  expect(wordy.some((pattern) => pattern.test(reason) || pattern.test(`${reason}: detail`))).toBe(true);
});

test('the page quotes at least three reasons', () => {
  expect(quotedReasons.length).toBeGreaterThanOrEqual(3);
});

/** Names of a command's subcommands, or its own if it has none: "users list". */
const commandNames = (command: Command): string[] =>
  command.commands.length === 0 ? [command.name()] : command.commands.map((sub) => `${command.name()} ${sub.name()}`);

test('the page lists every command of the operations CLI, and no other', () => {
  const program = new Command();
  const add = [addUserCommands, addSessionCommands, addAuditCommand, addProviderCommands, addPolicyCommands];
  for (const register of [...add, addConfigCommands, addSecretCommands, addKeyCommands, addDoctorCommand]) {
    register(program);
  }
  const listed = tableRows(page, '| command | does |').flatMap(([first = '']) => {
    const [group = '', ...rest] = codeSpans(first).map((span) => span.replace(/ [<-].*/, ''));
    return [group, ...rest.map((name) => (name.includes(' ') ? name : `${group.split(' ')[0]} ${name}`))];
  });
  expect(listed.toSorted()).toEqual(program.commands.flatMap(commandNames).toSorted());
});
