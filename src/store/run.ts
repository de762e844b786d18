import type { Micros } from '../base/time'
import type { Configure } from '../worker/protocol'
import { Crashed, Refused } from '../worker/client'
import { ask, askAloud } from './connection'
import { say, useLab } from './lab'
import { pause } from './playback'
import { settled } from './seek'

/** Opens what the address bar says. Gives whether it could be opened. */
export async function openLink(link: string): Promise<boolean> {
  const answers = await askAloud({ type: 'open', link })
  if (!answers?.opened) return false
  const { playhead, selection, hashMatched, warning } = answers.opened
  useLab.setState({ playhead, selection })
  if (hashMatched === true) say('status', 'Replayed from the link: the hash of this run matches.')
  if (hashMatched === false) say('alert', 'Replayed from the link, but the hash of this run differs from the link’s.')
  if (warning) say('alert', warning)
  return true
}

/** Changes the inputs of the run. Gives the sentence of a refusal, for the place where it was typed. */
export async function configure(change: Configure): Promise<string | null> {
  return refusal(async () => {
    await settled()
    const { frame } = await ask({ type: 'configure', change })
    useLab.setState({ playhead: frame!.frame.now, acted: true })
    if (change.scenario !== undefined) useLab.setState({ selection: '' })
  })
}

/** Lets a fault happen at the instant shown; `text` is without its time. Forks if that instant lies in the past. */
export async function injectFault(text: string): Promise<string | null> {
  return refusal(async () => {
    await settled()
    const before = useLab.getState().timeline?.branch
    const { frame } = await ask({ type: 'fault', text })
    useLab.setState({ playhead: frame!.frame.now, acted: true })
    say('status', `${text}${before === undefined ? '' : ': the timeline goes another way from here.'}`)
  })
}

/** Types a kubectl command at the instant shown. The playhead moves to where its output is complete. */
export async function typeKubectl(line: string) {
  await settled()
  pause()
  const answers = await ask({ type: 'kubectl', line })
  useLab.setState({ playhead: answers.frame!.frame.now, acted: true })
  return answers.kubectl!
}

export async function selectBranch(branch: number): Promise<void> {
  await settled()
  const answers = await askAloud({ type: 'select-branch', branch })
  if (answers?.frame) useLab.setState({ playhead: answers.frame.frame.now })
}

/** One recorded step forward or back. */
export async function step(direction: 1 | -1, only?: 'message' | 'milestone'): Promise<void> {
  pause()
  await settled()
  const answers = await askAloud({ type: 'step', direction, ...(only ? { only } : {}) })
  if (answers?.frame) useLab.setState({ playhead: answers.frame.frame.now })
}

/** Shows the instant right after one entry. */
export async function showEntry(entry: number, at: Micros): Promise<void> {
  pause()
  await settled()
  const answers = await askAloud({ type: 'seek', at, entry })
  if (answers?.frame) useLab.setState({ playhead: answers.frame.frame.now })
}

async function refusal(action: () => Promise<void>): Promise<string | null> {
  try {
    await action()
    return null
  } catch (error) {
    if (error instanceof Refused) return error.message
    if (error instanceof Crashed) return null
    throw error
  }
}
