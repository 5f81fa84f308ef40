import type { Locator, Page } from 'playwright-core';

/** A screen as narrow as pages must fit on without scrolling sideways (WCAG 2.2, 1.4.10), and long enough for all of it. */
const screen = { width: 320, height: 2400 };

/** The least width and height of what can be pressed, in CSS pixels (WCAG 2.2, 2.5.8). */
const leastTarget = 24;

/** Everything that a person can use, where it is not switched off. */
const usable =
  ':is(a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]):enabled, a[href], [tabindex]';

/** What is wrong with a page for people with a small screen, a keyboard, or a screen reader: in words, one each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const copy = await stillCopy(page);
  const problems = [
    ...(await documentProblems(copy)),
    ...(await overflowing(copy)),
    ...(await smallTargets(copy)),
    ...(await keyboardProblems(copy)),
  ];
  await copy.close();
  return problems;
}

/** The same page in another tab, which does not reload itself while the test examines it. */
async function stillCopy(page: Page): Promise<Page> {
  const copy = await page.context().newPage();
  await copy.setViewportSize(screen);
  await copy.route('**', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    await route.fulfill({ response, body: body.replace(/<meta http-equiv="refresh"[^>]*>/, '') });
  });
  await copy.goto(page.url());
  return copy;
}

async function documentProblems(page: Page): Promise<readonly string[]> {
  const headings = await page.locator('h1').count();
  const language = await page.locator('html').getAttribute('lang');
  return [
    ...(headings === 1 ? [] : [`there are ${headings} headings of the first level`]),
    ...(language === 'en' ? [] : [`the language is ${language}`]),
  ];
}

/** What sticks out sideways; the content of a `pre` may, as that scrolls by itself. */
function overflowing(page: Page): Promise<readonly string[]> {
  return failing(
    page.locator('body *:not(pre *)'),
    'sticks out',
    ({ x, width }) => x < -0.5 || x + width > screen.width + 0.5,
  );
}

function smallTargets(page: Page): Promise<readonly string[]> {
  return failing(page.locator(usable), 'is too small', ({ width, height }) => Math.min(width, height) < leastTarget);
}

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

async function failing(elements: Locator, problem: string, fails: (box: Box) => boolean): Promise<readonly string[]> {
  const boxes = await Promise.all(
    (await elements.all()).map(async (element) => [element, await element.boundingBox()] as const),
  );
  const wrong = boxes.filter(([, box]) => box !== null && fails(box));
  return Promise.all(wrong.map(async ([element]) => `${problem}: ${await nameOf(element)}`));
}

/** Goes through the page with the Tab key: all that can be used must come in its order, and look different with the focus. */
async function keyboardProblems(page: Page): Promise<readonly string[]> {
  const problems: string[] = [];
  const targets = await page.locator(usable).all();
  const before = await Promise.all(targets.map((target) => picture(page, target)));
  for (const [index, target] of targets.entries()) {
    await page.keyboard.press('Tab');
    if ((await target.and(page.locator(':focus')).count()) === 0) {
      problems.push(`is not next for the keyboard: ${await nameOf(target)}`);
    } else if (before[index]?.equals(await picture(page, target))) {
      problems.push(`does not show the focus: ${await nameOf(target)}`);
    }
  }
  return problems;
}

/** How an element looks, with what is around it, where outlines are drawn. */
async function picture(page: Page, element: Locator): Promise<Buffer> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${await nameOf(element)} is not to be seen.`);
  const around = 8;
  const clip = { x: box.x - around, y: box.y - around, width: box.width + 2 * around, height: box.height + 2 * around };
  return page.screenshot({ clip });
}

/** The element's text, else what it is called in a form. */
async function nameOf(element: Locator): Promise<string> {
  return (await element.textContent()) || (await element.getAttribute('name')) || `${element}`;
}
