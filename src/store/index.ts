/** The only door of the page into the simulation: what it draws, and what a person can do. */
export {
  changesOf,
  findNames,
  fingerprintOf,
  messagesOf,
  objectTable,
  proposedValue,
  takeAlong,
  whatIf
} from './inspection'
export { openOverlay, useOverlay, type OverlayId } from './overlay'
export { comparisonOf } from './compare'
export { copyLink, currentLink, followHistory, keepAddress } from './address'
export { clockText, secondsText, sinceFaultText } from './clock'
export {
  dismissNotice,
  idleness,
  isComplete,
  isRead,
  linkId,
  say,
  select,
  showTab,
  useLab,
  type Lab,
  type Notice,
  type Tab
} from './lab'
export { askWhy, openDrawer, toggleDrawer, usePanels, type DrawerId } from './panels'
export { toMoment } from './moments'
export { wishFor } from './wish'
export { pause, play, setAutoSlow, setSpeed, speeds, togglePlaying } from './playback'
export { longestNote, mostNotes, writeNote } from './notes'
export {
  chainOf,
  entriesFrom,
  impact,
  inspect,
  memberLanes,
  metrics,
  sequence,
  storedObjects,
  whyOf,
  works
} from './queries'
export {
  configure,
  deleteBranch,
  editFault,
  injectFault,
  moveFault,
  openLink,
  selectBranch,
  showEntry,
  showPicture,
  showPoint,
  step,
  visit
} from './run'
export { setLanguage, startLanguage, useLanguage } from './language'
export { seekTo } from './seek'
export { filesProblem, type Files } from './files'
export {
  checkFile,
  clearTerminal,
  completions,
  interrupt,
  promptOf,
  setFiles,
  endEditing,
  filesOf,
  typeKubectl,
  typeLine,
  useTerminal,
  type TerminalBlock
} from './terminal'
export { setTheme, startTheme, useTheme, type Theme } from './theme'
export type * from '../sim/view/types'
export type {
  Configure,
  EntryFilter,
  Fingerprint,
  Note,
  RunInfo,
  WhatIfAnswer,
  TakeKind,
  Taken
} from '../worker/protocol'
export type { Held, Mark } from '../worker/protocol'
