export { runCase, scheduleCases } from './run'
