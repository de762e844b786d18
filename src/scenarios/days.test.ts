import { describe, expect, it } from 'vitest'
import { days } from './days'
import { formatLink, parseLink } from './link'
import { prepare } from './prepare'
import { presetOf, presets } from './presets'

describe('the days that are compared', () => {
  it.each(days.map(({ id }) => id))('%s can be run, and a link to it is its id or as short as a preset’s', (id) => {
    const day = presetOf(id)!
    expect(prepare(day)).toMatchObject({ ok: true })
    expect(presets.some((preset) => preset.id === id)).toBe(false)
    const changed = { ...day, flags: { ...day.flags, 'node-monitor-grace-period': 20 } }
    expect(parseLink(formatLink({ scenario: changed, playhead: 0, selection: '' }))).toMatchObject({
      ok: true,
      value: { scenario: changed }
    })
    expect(parseLink(id)).toMatchObject({ ok: true, value: { scenario: { startsAt: day.startsAt } } })
  })

  it('is the same day for one master and for three', () => {
    const story = ({ workloads, flags, faults, commands, seed, untilSeconds }: (typeof days)[number]) =>
      JSON.stringify({ workloads, flags, faults, commands, seed, untilSeconds })
    for (const day of days.filter(({ id }) => id.endsWith('-1')))
      expect(story(day)).toBe(story(presetOf(day.id.replace(/-1$/, '-3'))!))
  })
})
