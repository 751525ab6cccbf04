/** A policy's rules in words. */
import type { Document, ReasonRule } from '@/api/policies'
import { lang, t } from '@/i18n'

import { words, type CodeColour } from '../../../../design/tokens'

export const BADGES = [24, 48, 72, 168] as const

export function colourWord(colour: string): string {
  return colour === 'given' ? t('policy.given') : words[colour as CodeColour][lang.value]
}

/** `红码 5 天 → 黄码 3 天` */
export function stepsText(rule: ReasonRule | undefined): string {
  if (!rule?.steps.length) return t('policy.noSteps')
  return rule.steps.map((step) => t('policy.step', { colour: colourWord(step.colour), days: step.days })).join(` ${t('policy.then')} `)
}

export function routineText(document: Document): string {
  const hours = document.tests.routine_hours
  return hours === null ? t('policy.routineOff') : `${t('policy.routineHours', { n: hours })} ${t('policy.then')} ${colourWord(document.tests.routine_colour)}`
}

export function withinText(hours: number | null | undefined): string {
  return hours ? t('policy.within', { n: hours }) : t('policy.routineOff')
}
