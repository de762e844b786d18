/**
 * A part of the program that may be loaded after the rest. Who needs it calls it; who puts the program together provides it:
 * `sim/whole.ts` provides all, the page's worker does so right after the first frame. The code on both sides stays synchronous.
 */
export interface Late<T> {
  (): T
  provide(part: T): void
  isProvided(): boolean
}

/** Somebody asked for a part that is not there yet. What was under way is given up, and begun again when all is loaded. */
export class NotLoaded extends Error {}

export function late<T>(name: string): Late<T> {
  let provided: { readonly part: T } | null = null
  const get = () => {
    if (!provided) throw new NotLoaded(`${name} is not loaded: whoever runs the simulator imports sim/whole first`)
    return provided.part
  }
  return Object.assign(get, {
    provide: (part: T) => void (provided = { part }),
    isProvided: () => provided !== null
  })
}
