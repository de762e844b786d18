/** Hues that are no state's, by name where people expect them, else in the order in which applications are met. */
const named: Readonly<Record<string, number>> = { web: 0, nginx: 0, api: 1, 'kube-dns': 2, coredns: 2 }
const free = [3, 4, 5, 0, 1, 2]
const met = new Map<string, number>()

/** CSS class that sets `--hue` and `--huebg`. An application keeps its hue as long as the page is open. */
export function hueOf(app: string): string {
  let hue = named[app] ?? met.get(app)
  if (hue === undefined) met.set(app, (hue = free[met.size % free.length]!))
  return `hue-${hue}`
}
