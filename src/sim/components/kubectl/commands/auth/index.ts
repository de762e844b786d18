import type { Command } from '../../session'
import { canI } from './can-i'
import { reconcile } from './reconcile'
import { whoami } from './whoami'

export const auths: Readonly<Record<string, Command>> = {
  'auth can-i': canI,
  'auth reconcile': reconcile,
  'auth whoami': whoami
}
