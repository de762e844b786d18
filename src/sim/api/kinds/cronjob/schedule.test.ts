import { describe, expect, it } from 'vitest'
import { formatTime, parseTime } from '../../timestamp'
import { isZone, nextAfter, parseSchedule } from './schedule'

function next(spec: string, after: string, zone?: string): string | null {
  const schedule = parseSchedule(spec)
  if (!schedule.ok) throw new Error(schedule.error)
  const at = nextAfter(schedule.value, parseTime(after), zone)
  return at === null ? null : formatTime(at)
}

describe('a schedule', () => {
  it.each([
    ['* * * * *', '2026-01-01T10:00:00Z', '2026-01-01T10:01:00Z'],
    ['*/15 * * * *', '2026-01-01T10:14:59Z', '2026-01-01T10:15:00Z'],
    ['5/15 * * * *', '2026-01-01T10:06:00Z', '2026-01-01T10:20:00Z'],
    ['0 9-17 * * mon-fri', '2026-01-02T17:30:00Z', '2026-01-05T09:00:00Z'],
    ['0 0 29 2 ?', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 13 * 5', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
    ['0 0 13 * *', '2026-01-01T00:00:00Z', '2026-01-13T00:00:00Z'],
    ['@daily', '2026-12-31T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['@every 1h30m', '2026-01-01T00:00:00Z', '2026-01-01T01:30:00Z']
  ])('%s after %s is due at %s', (spec, after, due) => {
    expect(next(spec, after)).toBe(due)
  })

  it('is never due on a day that does not exist', () => {
    expect(next('0 0 30 2 *', '2026-01-01T00:00:00Z')).toBeNull()
  })

  it('follows the clocks of its zone', () => {
    expect(next('30 9 * * *', '2026-01-10T00:00:00Z', 'Europe/Berlin')).toBe('2026-01-10T08:30:00Z')
    expect(next('30 9 * * *', '2026-07-10T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-10T07:30:00Z')
    expect(isZone('Nowhere/Else')).toBe(false)
  })

  it.each([
    ['', 'empty spec string'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['@reboot', 'unrecognized descriptor: @reboot'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['5-3 * * * *', 'beginning of range (5) beyond end of range (3): 5-3'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['foo * * * *', 'failed to parse int from foo: strconv.Atoi: parsing "foo": invalid syntax']
  ])('%s is refused: %s', (spec, error) => {
    expect(parseSchedule(spec)).toEqual({ ok: false, error })
  })
})
