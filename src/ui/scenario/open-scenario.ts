import { configure, play, say, showPoint, showTab } from '../../store'
import { prefersStill } from '../shared/screen'

/** Opens a preset at its point, and lets it run where motion is welcome. */
export async function openScenario(scenario: string): Promise<void> {
  const error = await configure({ scenario })
  if (error) return say('alert', error)
  showTab('timeline')
  showPoint()
  if (!prefersStill()) play()
}
