/** A map in the order of its names. DynamoDB keeps none: without it, what is read twice would look different each time. */
export function byName<Value>(map: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)));
}
