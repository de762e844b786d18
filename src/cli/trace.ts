import { entryView, type Simulation } from '../sim'

/** Every step as one line: number, time, who, what, from whom, caused by which step, timed by which setting. */
export function* traceLines({ timeline, head }: Simulation['history']): Generator<string> {
  for (let seq = 0; seq < timeline.length; seq++) {
    const entry = entryView(timeline, head, seq)
    const parts = [
      String(seq).padStart(7),
      (entry.at / 1e6).toFixed(6).padStart(13),
      entry.kind,
      entry.component || '-',
      entry.label,
      ...(entry.from ? [`from ${entry.from}`] : []),
      ...(entry.cause >= 0 ? [`cause ${entry.cause}`] : []),
      ...(entry.setting ? [`setting ${entry.setting}`] : []),
      ...(entry.stateTo ? [`${entry.stateFrom || '-'} → ${entry.stateTo}`] : []),
      ...entry.notes
    ]
    yield parts.join('  ')
  }
}
