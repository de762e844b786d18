import { seconds, type Micros } from '../base/time'
import type { Ask, Configure, Opened, Picture, Shown } from '../worker/protocol'
import { ask, askAloud, mirrorShown, refusalOf } from './connection'
import { say, showTab, useLab } from './lab'
import { pause } from './playback'
import { isSeeking, seekTo, settled } from './seek'
import { forgetWish } from './wish'

/** Shows the picture that came with the page. `openLink` of the same link, given it, looks whether the worker comes to the same. */
export function showPicture({ opened }: Picture): void {
  mirrorShown(opened)
  useLab.setState({ playhead: opened.playhead, revision: null })
}

/** Opens a link, at its story's point where it names no instant. Gives whether it could be opened. */
export async function openLink(link: string, shown: Picture | null = null): Promise<boolean> {
  const before = useLab.getState()
  const opened: Opened | null = await askAloud('open', { link, ...(shown && { picture: shown.opened.playhead }) })
  if (!opened) return false
  const { playhead, selection, notes, hashMatched, pictured } = opened
  if (shown && pictured !== shown.hash)
    say('status', 'The picture that came with this page was of another version of the simulator; this is the run.')
  // Who has chosen something, or gone elsewhere, while it was being opened stays there.
  const now = useLab.getState()
  const stayed = now.playhead === before.playhead && !isSeeking()
  useLab.setState({
    notes,
    ...(stayed && { playhead }),
    ...(now.selection === before.selection && { selection })
  })
  // The page that opens by itself plays on from its picture, the default run's beginning.
  if (stayed && !(shown && link === '') && !link.includes(':')) showPoint()
  if (hashMatched === true) say('status', 'Replayed from the link: the hash of this run matches.')
  if (hashMatched === false) say('alert', 'Replayed from the link, but the hash of this run differs from the link’s.')
  return true
}

/** How long before the first fault a story is opened. */
const beforeFault = seconds(2)

/** What a preset is about: the moments before its fault; or, where nothing fails, its messages one by one. */
export function showPoint(): void {
  const faultAt = useLab.getState().info?.faultAt ?? null
  if (faultAt === null) showTab('sequence')
  else seekTo(faultAt - beforeFault)
}

/** Changes the inputs of the run. Gives the sentence of a refusal, for the place where it was typed. */
export async function configure(change: Configure): Promise<string | null> {
  return refusal(async () => {
    await settled()
    show(await ask('configure', { change }))
    useLab.setState({ acted: true })
    if (change.scenario !== undefined) useLab.setState({ selection: '', notes: [] })
  })
}

/**
 * Lets a fault happen at the instant shown; `text` is without its time. What was simulated after that instant stays on a branch of its
 * own. `instead` is a planned fault that shall not happen then.
 */
export async function injectFault(text: string, instead?: string): Promise<string | null> {
  return refusal(async () => {
    await settled()
    const before = useLab.getState().revision
    const what: Ask<'fault'> = instead === undefined ? { text } : { text, instead }
    const shown = await ask('fault', what)
    show(shown)
    useLab.setState({ acted: true })
    const another = before?.branch !== shown.revision.branch
    say('status', `${text}${another ? ': the timeline goes another way from here.' : ': the run goes on from here.'}`)
  })
}

/**
 * Gives a fault another time, or with null takes it out; `fault` is its text as the timeline has it. What was before stays a
 * branch: `visit(-1)` undoes it. Gives the sentence of a refusal.
 */
export async function moveFault(fault: string, to: Micros | null): Promise<string | null> {
  return refusal(async () => {
    pause()
    await settled()
    show(await ask('move-fault', { text: fault, to }))
    useLab.setState({ acted: true })
  })
}

/** A line (with its time) in the place of a fault, or one more where `fault` is null; what was before stays a branch. */
export async function editFault(fault: string | null, line: string): Promise<string | null> {
  return refusal(async () => {
    pause()
    await settled()
    show(await ask('edit-fault', { text: fault, to: line }))
    useLab.setState({ acted: true })
  })
}

export const selectBranch = (branch: number): Promise<void> => move(() => askAloud('select-branch', { branch }))
export const deleteBranch = (branch: number): Promise<void> => move(() => askAloud('delete-branch', { branch }))
/** Back to the branch and instant before the last act or selection, or forth again. */
export const visit = (direction: 1 | -1): Promise<void> => move(() => askAloud('visit', { direction }))

/** One recorded step forward or back. */
export const step = (direction: 1 | -1, only?: 'message' | 'milestone'): Promise<void> =>
  move(() => askAloud('step', { direction, ...(only ? { only } : {}) }))

/** Shows the instant right after one entry. */
export const showEntry = (entry: number, at: Micros): Promise<void> => move(() => askAloud('seek', { at, entry }))

/** Standing still, and from the instant that the person sees. */
async function move(asking: () => Promise<Shown | null>): Promise<void> {
  pause()
  forgetWish()
  await settled()
  const shown = await asking()
  if (shown) show(shown)
}

const show = ({ frame }: Shown): void => useLab.setState({ playhead: frame.now })

async function refusal(action: () => Promise<void>): Promise<string | null> {
  forgetWish()
  try {
    await action()
    return null
  } catch (error) {
    return refusalOf(error) || null
  }
}
