import type { Command } from '../../session'
import { setEnv } from './env'
import { setImage } from './image'
import { setResources } from './resources'
import { setSelector } from './selector'
import { setServiceAccount } from './serviceaccount'
import { setSubject } from './subject'

/** Every `kubectl set …` by its words. */
export const sets: Readonly<Record<string, Command>> = {
  'set env': setEnv,
  'set image': setImage,
  'set resources': setResources,
  'set selector': setSelector,
  'set serviceaccount': setServiceAccount,
  'set subject': setSubject
}
