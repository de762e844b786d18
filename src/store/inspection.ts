import type { ChangeView, MessageView, NameView, ObjectTableView } from '../sim/view/types'
import type { Fingerprint, TakeKind, Taken, TypedLine, WhatIfAnswer } from '../worker/protocol'
import { askAloud, askQuietly } from './connection'
import { settled } from './seek'
import { useTerminal } from './terminal'

/** Questions about what can be selected. Each gives null (or nothing) if it was refused. */

/** The last messages of a process up to the instant shown, the latest first. */
export async function messagesOf(target: string, count: number): Promise<readonly MessageView[]> {
  await settled()
  return (await askAloud('messages', { target, count }))?.messages ?? []
}

/** What the last change of a target changed. */
export async function changesOf(target: string): Promise<ChangeView | null> {
  await settled()
  return (await askAloud('changes', { target }))?.change ?? null
}

/** Machines, processes and objects by name. */
export async function findNames(text: string, count: number): Promise<{ found: readonly NameView[]; total: number }> {
  await settled()
  return (await askAloud('names', { text, count })) ?? { found: [], total: 0 }
}

/** Objects of a kind, as `kubectl get -o wide` lists them. */
export async function objectTable(resource: string): Promise<ObjectTableView | null> {
  await settled()
  return askAloud('table', { resource })
}

/** Another value of a setting that is worth trying; null if it is no number. */
export async function proposedValue(setting: string): Promise<number | null> {
  return (await askAloud('proposal', { setting }))?.value ?? null
}

/** What another value of a setting would have done. */
export const whatIf = (setting: string, value: number): Promise<WhatIfAnswer | null> =>
  askAloud('what-if', { setting, value })

/** The branch that is shown as a file for another tool; what was typed on the page goes into the terminal's recording. */
export async function takeAlong(what: TakeKind): Promise<Taken | null> {
  await settled()
  return askAloud('take', { what, typed: what === 'terminal' ? typedLines() : [] })
}

/** What was only asked: what a line has changed is in the run itself. */
function typedLines(): TypedLine[] {
  return useTerminal
    .getState()
    .blocks.filter(({ acted, state }) => !acted && state !== 'waits')
    .map(({ at, prompt, line, said, refused }) => ({
      at,
      line: `${prompt === '$ ' ? '' : prompt}${line}`,
      output: refused === '' ? said : [{ at, text: `${refused}\n` }]
    }))
}

/** How the run of a preset goes; null if nobody could say. Nobody waits for it. */
export const fingerprintOf = (scenario: string): Promise<Fingerprint | null> => askQuietly('fingerprint', { scenario })
