import type { Lane, TrackView } from '../../store'

/** What stands below each other, with where. */
export interface Row {
  readonly key: string
  readonly y: number
  readonly height: number
  readonly lane?: Lane
  readonly track?: TrackView
  /** A member is one of a group's. */
  readonly member: boolean
  /** `20 of 5,000`, under the title of a group whose members are not all shown. */
  readonly group: string
}

export const laneHeight = 20
const requestHeight = 14

/** Groups with their members below them, then the other branches. */
export function rowsOf(
  lanes: readonly Lane[],
  expanded: readonly string[],
  members: Readonly<Record<string, readonly Lane[]>>,
  tracks: readonly TrackView[]
): Row[] {
  const rows: Row[] = []
  let y = 0
  const add = (row: Omit<Row, 'y'>) => {
    rows.push({ ...row, y })
    y += row.height
  }
  for (const lane of lanes) {
    add({ key: lane.id, lane, member: false, group: '', height: lane.requests ? requestHeight : laneHeight })
    if (!expanded.includes(lane.id)) continue
    for (const member of members[lane.id] ?? [])
      add({ key: `${lane.id} ${member.id}`, lane: member, member: true, group: lane.id, height: laneHeight })
  }
  for (const track of tracks)
    add({ key: `branch ${track.branch}`, track, member: false, group: '', height: laneHeight + 2 })
  return rows
}

export const heightOf = (rows: readonly Row[]): number => {
  const last = rows.at(-1)
  return last ? last.y + last.height : 0
}

/** The row of a process or of its kind; of a pod or of all pods. */
export function rowOf(rows: readonly Row[], component: string): Row | undefined {
  const kind = component.split('/').at(-1)
  return rows.find(({ lane }) => lane?.id === component) ?? rows.find(({ lane }) => lane?.id === kind)
}
