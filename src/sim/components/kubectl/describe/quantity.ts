const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  m: 0.001,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40
}

/** `100m`, `64Mi`, `2` as a number; 0 if it is missing. Models resource.Quantity. */
export function parseQuantity(value: unknown): number {
  const found = /^([0-9.]+)([a-zA-Z]*)$/.exec(String(value ?? '0'))
  return found ? Number(found[1]) * (suffixes[found[2]!] ?? 1) : 0
}

/** CPU in cores or milli-cores, memory in the largest whole binary unit. */
export function formatQuantity(amount: number, resource: string): string {
  if (resource === 'cpu') return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1_000)}m`
  for (const unit of ['Gi', 'Mi', 'Ki'] as const) {
    if (amount > 0 && amount % suffixes[unit]! === 0) return `${amount / suffixes[unit]!}${unit}`
  }
  return String(amount)
}
