/** Every text of the console as `[Chinese, English]`, one file a part of the product. */
import { account } from './account'
import { action } from './action'
import { acts } from './acts'
import { alerts } from './alerts'
import { appeals } from './appeals'
import { audit } from './audit'
import { cards } from './cards'
import { common } from './common'
import { devices } from './devices'
import { health } from './health'
import { importState } from './importState'
import { monitoring } from './monitoring'
import { nav } from './nav'
import { officers } from './officers'
import { overview } from './overview'
import { policy } from './policy'
import { posters } from './posters'
import { review } from './review'
import { roles } from './roles'
import { signin } from './signin'
import { systems } from './systems'
import { tracing } from './tracing'
import { venues } from './venues'
import { venueStatus } from './venueStatus'

export const texts = {
  account, action, acts, alerts, appeals, audit, cards, common, devices, health, importState, monitoring, nav, officers, overview, policy, posters, review, roles, signin, systems, tracing, venues, venueStatus,
} as const satisfies Record<string, Record<string, readonly [zh: string, en: string]>>
