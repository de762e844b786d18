import { expect, it } from 'vitest'
import { embedParts, formatEmbed, readEmbed, type EmbedOptions } from './options'

it('reads what it writes, whatever the choice', () => {
  for (let bits = 1; bits < 2 ** embedParts.length; bits++)
    for (const theme of ['light', 'dark', 'system'] as const)
      for (const play of [true, false]) {
        const options: EmbedOptions = {
          parts: embedParts.filter((_, i) => bits & (1 << i)),
          theme,
          play,
          controls: bits % 2 === 0
        }
        expect(readEmbed(`?${formatEmbed(options)}`)).toEqual({ ok: true, value: options })
      }
})

it('has defaults for all, and a sentence for what does not fit', () => {
  expect(readEmbed('')).toEqual({
    ok: true,
    value: { parts: ['topology', 'story', 'timeline'], theme: 'system', play: false, controls: true }
  })
  const error = (search: string) => {
    const read = readEmbed(search)
    return read.ok ? '' : read.error
  }
  expect(error('?parts=topology,moon')).toBe(
    'Embed, parts: expected some of works, topology, story, timeline, inspector, separated by commas.'
  )
  expect(error('?theme=red')).toBe('Embed, theme: expected light, dark or system.')
  expect(error('?play=yes')).toBe('Embed, play: expected 0 or 1.')
  expect(error('?colour=red')).toBe('Embed, colour: no such option; expected parts, theme, play, controls.')
})
