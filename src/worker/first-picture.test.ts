import { expect, it } from 'vitest'
import { seconds } from '../base/time'
import { formatLink, presets } from '../scenarios'
import { rest } from './later'
import { Lab, story } from './test-session'

// In this order: parts of a program that are loaded stay so.
it('every preset’s first picture needs no part that is loaded later', () => {
  for (const { id } of presets) {
    const lab = new Lab()
    const opened = lab.send('open', { link: id })
    while (lab.session.pump());
    expect(lab.answerTo(opened), id).toMatchObject({ type: 'reply' })
    expect(lab.session.needsRest).toBe(false)
  }
  expect(rest.isProvided()).toBe(false)
})

it('a run that comes to a part that is not loaded is begun again with it, and other questions wait', async () => {
  const lab = new Lab()
  const scenario = { ...story, commands: ['1s kubectl get nodes'] }
  const opened = lab.send('open', { link: formatLink({ scenario, playhead: seconds(2), selection: '' }) })
  const seek = lab.send('seek', { at: seconds(3) })
  while (lab.session.pump());
  expect(lab.sent).toEqual([])
  expect(lab.session.needsRest).toBe(true)
  await import('./rest')
  while (!lab.answerTo(seek)) lab.session.pump()
  expect(lab.answerTo(opened)).toMatchObject({ type: 'reply' })
  const { head, timeline } = lab.session.branch.simulation.history
  expect(head.now).toBe(seconds(3))
  expect(timeline.facts.some(({ fact }) => fact === 'kubectl-exit')).toBe(true)
})
