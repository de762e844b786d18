/** What the library panics at: an input that breaks its contract, such as a configuration without voters. Models logger.go Panicf. */
export { Panic } from '../../../../base/panic'
