import { seconds, type Micros } from '../base/time'
import { useLab, type Lab, type Speed } from './lab'
import { isSeeking, seekTo } from './seek'
import { slowestNear } from './slow-motion'
import { forgetWish } from './wish'

export const speeds: readonly Speed[] = [0.01, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, Infinity]

/** Simulated seconds per second when it shall go as fast as it can: the worker's answers set the pace. */
const fastest = 400
/** After a longer break (another tab was in front) the clock goes on from where it stood. */
const longestBreak = 100

/** Pictures of the cluster come at most so often: what moves between them is drawn by itself. */
const pictureMs = 30
/** Where half a second passes between two pictures, fewer of them show as much. */
const fastPictureMs = 66
const fast = 5

/** The suggested length was reached before: the run goes on until somebody stops it. */
let goesOn = false
let lastPicture = 0
let running = false

/** Plays until the end of what is simulated ahead, or, from there, on and on. */
export function play(): void {
  forgetWish()
  const { timeline, playhead } = useLab.getState()
  goesOn = timeline !== null && playhead >= timeline.until
  useLab.setState({ playing: true })
  if (running) return
  running = true
  requestAnimationFrame((now) => {
    lastPicture = now
    tick(now)
  })
}

export function pause(): void {
  useLab.setState({ playing: false, slowed: false })
}

export const togglePlaying = (): void => (useLab.getState().playing ? pause() : play())
export const setSpeed = (speed: Speed): void => useLab.setState({ speed })
export const setAutoSlow = (autoSlow: boolean): void => useLab.setState({ autoSlow })

function tick(now: number): void {
  const lab = useLab.getState()
  if (!lab.playing) {
    running = false
    return
  }
  requestAnimationFrame(tick)
  if (now - lastPicture < (lab.speed >= fast && !lab.slowed ? fastPictureMs : pictureMs)) return
  const passedMs = Math.min(now - lastPicture, longestBreak)
  lastPicture = now
  advance(lab, passedMs / 1_000)
}

function advance(lab: Lab, passedS: number): void {
  const { timeline, playhead, speed, autoSlow } = lab
  // Before the worker has come to the picture that the page began with, and while another run starts, the clock stands.
  if (!timeline || !lab.revision || lab.opening !== null) return
  const asked = speed === Infinity ? fastest : speed
  const pace = autoSlow && speed !== Infinity ? slowestNear(playhead, asked, timeline) : asked
  if (lab.slowed !== pace < asked) useLab.setState({ slowed: pace < asked })
  const next = playhead + seconds(passedS * pace)
  // What is not simulated yet is not run into: the worker would have to simulate it before it can answer.
  const far: Micros = Math.max(timeline.end, playhead + seconds(passedS))
  const limit = goesOn ? far : Math.min(timeline.until, far)
  // Where the worker is slower than the clock, the clock waits: the picture is of the instant that it shows.
  if (isSeeking() && (asked > 20 || playhead >= timeline.end)) return
  seekTo(Math.min(next, limit))
  if (!goesOn && next >= timeline.until) pause()
}
