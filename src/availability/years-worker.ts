import { answered } from '../hands/hand'
import { Laboratories } from './simulate'
import type { Ask } from './transition'

/** A web worker of the page that lives years: measures the ways that it is sent, one after another. */
const laboratories = new Laboratories()

addEventListener('message', ({ data }: MessageEvent<Ask>) =>
  postMessage(answered((ask: Ask) => laboratories.measure(ask), data))
)
