import type { ChangeView, MessageView, NameView, ObjectTableView } from '../sim/view/types'
import type { WhatIfAnswer } from '../worker/protocol'
import { askAloud } from './connection'
import { settled } from './seek'

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
