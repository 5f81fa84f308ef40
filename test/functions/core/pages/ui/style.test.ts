import { describe, expect, test } from '@jest/globals';
import { style } from '../../../../../functions/core/pages/ui/style.ts';

/** The custom properties that are colours, by scheme: the light palette, and the dark one that overrides it. */
function palettes(): { readonly light: ReadonlyMap<string, string>; readonly dark: ReadonlyMap<string, string> } {
  const [light = '', dark = ''] = Array.from(style.toString().matchAll(/:root\{([^}]*)\}/g), ([, body = '']) => body);
  const colours = (body: string) =>
    Array.from(
      body.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})(?=;|$)/g),
      ([, name = '', value = '']) => [name, value] as const,
    );
  return { light: new Map(colours(light)), dark: new Map([...colours(light), ...colours(dark)]) };
}

/** Relative luminance (WCAG 2.2) of `#rgb` or `#rrggbb`. */
function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(digits.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio (WCAG 2.2) of two colours, 1 to 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

describe.each(Object.entries(palettes()))('%s palette', (_scheme, palette) => {
  test.each([
    ['text', 'card', 4.5],
    ['text', 'page', 4.5],
    ['text', 'hover', 4.5],
    ['text', 'alert-back', 4.5],
    ['text', 'info-back', 4.5],
    ['muted', 'card', 4.5],
    ['accent', 'card', 4.5],
    ['on-solid', 'solid', 4.5],
    ['on-solid', 'solid-hover', 4.5],
    ['edge', 'card', 3],
    ['accent', 'page', 3],
    ['alert', 'card', 3],
    ['alert', 'alert-back', 3],
    ['info', 'card', 3],
    ['info', 'info-back', 3],
  ])('%s on %s has a contrast of at least %d to 1', (front, back, least) => {
    const [frontColour, backColour] = [palette.get(front) ?? '', palette.get(back) ?? ''];
    expect(frontColour).toMatch(/^#/);
    expect(backColour).toMatch(/^#/);
    expect(contrast(frontColour, backColour)).toBeGreaterThanOrEqual(least);
  });
});

test('the two palettes differ', () => {
  const { light, dark } = palettes();
  expect(dark.get('card')).not.toBe(light.get('card'));
});
