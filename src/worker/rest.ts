import { Asker, Works } from '../sim'
import { answers } from './answers'
import { rest } from './later'
import { timelineView } from './timeline-view'

// All that the worker needs once the first picture stands: whoever imports this has it.
rest.provide({ answers, timelineView, asker: () => new Asker(), works: () => new Works() })
