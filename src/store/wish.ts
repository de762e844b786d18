import { isComplete, say, useLab, type Lab } from './lab'

/** What somebody asked for that may lie in a part of the run that is not known yet. */
interface Wish {
  /** Carries it out if it can be by now. */
  readonly attempt: (lab: Lab) => boolean
  /** What is said when all is known and it is not there. */
  readonly none: string
}

let wish: Wish | null = null

/** Carries something out as soon as what it needs is known; a wish, or an act, that comes meanwhile takes its place. */
export function wishFor(attempt: Wish['attempt'], none: string): void {
  forgetWish()
  wish = { attempt, none }
  useLab.setState({ wishing: true })
  look(useLab.getState())
}

export function forgetWish(): void {
  if (wish === null) return
  wish = null
  useLab.setState({ wishing: false })
}

function look(lab: Lab): void {
  const wanted = wish
  if (wanted === null) return
  if (lab.crash) return forgetWish()
  if (wanted.attempt(lab)) {
    // What it did may have been to wish again.
    if (wish === wanted) forgetWish()
  } else if (isComplete(lab)) {
    forgetWish()
    say('status', wanted.none)
  }
}

useLab.subscribe((lab, before) => {
  if (lab.timeline !== before.timeline || lab.crash !== before.crash) look(lab)
})
