/** Where something stands, in the picture's own coordinates. Sizes are fixed: nothing moves when a text or a state changes. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Everything is drawn for this width; more regions than fit make it wider. */
export const fullWidth = 784
export const left = 16
