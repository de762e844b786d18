import { create } from 'zustand'
import { formatDollars, readDollars, readShare, usualBusiness, type Business } from '../../../availability'

/** The fields as they were typed. */
export type Typed = Readonly<Record<keyof Business, string>>

export const usualTyped: Typed = {
  hour: formatDollars(usualBusiness.hour),
  masters: formatDollars(usualBusiness.masters),
  balancer: formatDollars(usualBusiness.balancer),
  needApi: `${usualBusiness.needApi * 100} %`
}

interface State {
  readonly typed: Typed
  /** What was last understood of each field. */
  readonly business: Business
}

export const useBusiness = create<State>()(() => ({ typed: usualTyped, business: usualBusiness }))

/** What a field says, or one sentence. */
export const readTyped = (part: keyof Business, text: string) =>
  part === 'needApi' ? readShare(text) : readDollars(text)

export function type(part: keyof Business, text: string): void {
  const read = readTyped(part, text)
  useBusiness.setState(({ typed, business }) => ({
    typed: { ...typed, [part]: text },
    business: read.ok ? { ...business, [part]: read.value } : business
  }))
}

const order = ['hour', 'masters', 'balancer', 'needApi'] as const

/** For the address: what differs from the usual. */
export const formatTyped = (typed: Typed): string =>
  order.flatMap((part) => (typed[part] === usualTyped[part] ? [] : [`${part}=${typed[part].slice(0, 40)}`])).join(';')

/** Takes what an address says, the usual where it says nothing; gives what of it is not understood, as one sentence. */
export function openTyped(text: string): string {
  useBusiness.setState({ typed: usualTyped, business: usualBusiness })
  let problem = ''
  for (const piece of text.split(';').filter((piece) => piece !== '')) {
    const [part, value] = piece.split(/=(.*)/s)
    const known = order.find((one) => one === part)
    if (known && value !== undefined) type(known, value.slice(0, 40))
    else
      problem ||= `Address, roi: '${piece.slice(0, 40)}' is no field with a value such as 'hour=$50,000'; fields are ${order.join(', ')}.`
  }
  return problem
}
