import { schemas } from './generated/rare-schemas'
import { provideRareTypes } from './schema'

// Whoever imports this knows all types.
provideRareTypes(schemas)
