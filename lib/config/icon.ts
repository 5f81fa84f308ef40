import { readFileSync, statSync } from 'node:fs';
import { extname, isAbsolute, join, normalize } from 'node:path';
import type { Field } from './field.ts';

const maxBytes = 32 * 1024;
const remedy = `It must be a data: URI, or the path of a file beside cdk.json, of an SVG, PNG, JPEG or WebP image of at most ${maxBytes / 1024} KB.`;

const mediaTypes = new Map([
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.webp', 'image/webp'],
]);
const base64Uri =
  /^data:image\/(?:svg\+xml|png|jpeg|webp);base64,((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/;
/**
 * A `data:` URI whose data is text (RFC 2397): characters that URLs allow, with all others percent-encoded. Only SVG is
 * accepted in this form, because the other image formats are binary.
 */
const textUri = /^data:image\/svg\+xml(?:;charset=utf-8)?,((?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,]|%[0-9A-Fa-f]{2})+)$/i;

/**
 * Reads a provider's icon as a `data:` URI, so that the sign-in page loads nothing from other origins.
 * @param directory Folder that the icon's path is relative to. A path that leads out of this folder is refused.
 */
export function readIcon(field: Field, directory: string): string | undefined {
  if (field.absent) {
    return undefined;
  }
  const value = field.string((text) => text !== '', remedy);
  const icon = value.startsWith('data:') ? checkedDataUri(value) : fileAsDataUri(value, directory);
  if (icon === undefined && value !== '') {
    field.refuse(remedy);
  }
  return icon;
}

function checkedDataUri(uri: string): string | undefined {
  if (uri.length > 2 * maxBytes) {
    return undefined;
  }
  const encoded = base64Uri.exec(uri)?.[1];
  if (encoded !== undefined) {
    return fits(Buffer.byteLength(encoded, 'base64')) ? uri : undefined;
  }
  const text = textUri.exec(uri)?.[1];
  return text !== undefined && fits(text.length) ? uri : undefined;
}

function fileAsDataUri(path: string, directory: string): string | undefined {
  const mediaType = mediaTypes.get(extname(path).toLowerCase());
  if (mediaType === undefined || path.includes('\0') || isAbsolute(path) || normalize(path).startsWith('..')) {
    return undefined;
  }
  const file = join(directory, path);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || !fits(stats.size)) {
    return undefined;
  }
  return `data:${mediaType};base64,${readFileSync(file).toString('base64')}`;
}

function fits(bytes: number): boolean {
  return bytes > 0 && bytes <= maxBytes;
}
