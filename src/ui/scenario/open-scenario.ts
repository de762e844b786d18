import { configure, play, say } from '../../store'
import { prefersStill } from '../shared/screen'

/** Opens a preset from its start, and lets it run where motion is welcome. */
export async function openScenario(scenario: string): Promise<void> {
  const error = await configure({ scenario })
  if (error) say('alert', error)
  else if (!prefersStill()) play()
}
