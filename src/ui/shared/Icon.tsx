/** Pictures on a grid of 16: strokes in the text's colour; what is `solid` is filled with it. */
const pictures = {
  back: { solid: 'M12.5 3.8v8.4L6.8 8z', line: 'M4 3.5v9' },
  forth: { solid: 'M3.5 3.8v8.4L9.2 8z', line: 'M12 3.5v9' },
  play: { solid: 'M5 3.2v9.6L12.6 8z' },
  pause: { solid: 'M4.5 3.5h2.4v9H4.5zM9.1 3.5h2.4v9H9.1z' },
  down: { line: 'm4.5 6.5 3.5 3.5 3.5-3.5' },
  left: { line: 'M9.5 4.5 6 8l3.5 3.5' },
  right: { line: 'M6.5 4.5 10 8l-3.5 3.5' },
  share: { line: 'M8 9.5v-7M5.2 5 8 2.3 10.8 5M3 8.5v4a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1v-4' },
  more: {
    solid:
      'M2.2 8a1.3 1.3 0 1 0 2.6 0 1.3 1.3 0 1 0-2.6 0M6.7 8a1.3 1.3 0 1 0 2.6 0 1.3 1.3 0 1 0-2.6 0M11.2 8a1.3 1.3 0 1 0 2.6 0 1.3 1.3 0 1 0-2.6 0'
  },
  ok: { line: 'M14.2 8A6.2 6.2 0 1 1 1.8 8a6.2 6.2 0 1 1 12.4 0M5.3 8.2l1.9 1.9 3.5-4' },
  partly: { line: 'M8 2.2 14.2 13.3H1.8zM8 6.3v3.4M8 11.4v.1' },
  fails: { line: 'M5.4 1.9h5.2l3.5 3.5v5.2l-3.5 3.5H5.4l-3.5-3.5V5.4zM5.9 5.9l4.2 4.2m0-4.2-4.2 4.2' },
  crown: { solid: 'M2.4 5.2 5 7.6 8 3l3 4.6 2.6-2.4-1 7H3.4z' },
  star: { solid: 'm8 1.8 1.9 4 4.4.5-3.2 3 .8 4.3L8 11.5l-3.9 2.1.8-4.3-3.2-3 4.4-.5z' },
  plus: { line: 'M8 3.5v9M3.5 8h9' },
  minus: { line: 'M3.5 8h9' },
  close: { line: 'm4.5 4.5 7 7m0-7-7 7' },
  fit: { line: 'M6 2.8H2.8V6M10 2.8h3.2V6M6 13.2H2.8V10M10 13.2h3.2V10' },
  again: { line: 'M13 8a5 5 0 1 1-1.6-3.7M13 1.8v3h-3' },
  clock: { line: 'M14 8A6 6 0 1 1 2 8a6 6 0 1 1 12 0M8 4.5V8l2.3 1.5' },
  slow: { line: 'M2.5 11a6 6 0 1 1 11 0M8 9l2.6-3.4' },
  scenario: {
    line: 'M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2',
    solid: 'M6.5 5.6v4.8L10.4 8z'
  },
  cluster: {
    line: 'M6.3 2.3h3.4a.8.8 0 0 1 .8.8v2.2a.8.8 0 0 1-.8.8H6.3a.8.8 0 0 1-.8-.8V3.1a.8.8 0 0 1 .8-.8M2.8 9.9h3.4a.8.8 0 0 1 .8.8v2.2a.8.8 0 0 1-.8.8H2.8a.8.8 0 0 1-.8-.8v-2.2a.8.8 0 0 1 .8-.8M9.8 9.9h3.4a.8.8 0 0 1 .8.8v2.2a.8.8 0 0 1-.8.8H9.8a.8.8 0 0 1-.8-.8v-2.2a.8.8 0 0 1 .8-.8M8 6.1V8M4.5 9.9V8h7v1.9'
  },
  faults: { line: 'M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z' },
  settings: {
    line: 'M2.4 4.8h6.2M12.2 4.8h1.4M2.4 11.2h1.4M7.4 11.2h6.2M12.2 4.8a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 1 1 3.4 0M7.2 11.2a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 1 1 3.4 0'
  }
} as const satisfies Record<string, { readonly line?: string; readonly solid?: string }>

export type IconName = keyof typeof pictures

/** A small picture beside words, or in a button that has a name: it says nothing by itself. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  const { line, solid }: { readonly line?: string; readonly solid?: string } = pictures[name]
  return (
    <svg
      aria-hidden
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className="block flex-none"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {line && <path d={line} />}
      {solid && <path d={solid} fill="currentColor" strokeWidth={name === 'star' || name === 'more' ? 0 : 1} />}
    </svg>
  )
}
