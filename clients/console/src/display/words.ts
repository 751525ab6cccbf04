import { filled } from '@core'

/** What a display says, always in both languages: nobody chooses a language at a door. */
export const words = {
  title: ['场所码', 'Venue code'],
  how: ['请用手机扫码登记', 'Scan with your phone to register'],
  apps: ['爱山东 · 微信 · 支付宝 均可扫码；没有手机请找检测员', 'Ai Shandong, WeChat or Alipay; without a phone please see the guard'],
  rotates: ['二维码每 30 秒更换，照片和截图无效', 'It changes every 30 seconds: photographs do not count'],
  in: ['进入', 'Entrance'],
  out: ['离开', 'Exit'],
  both: ['进出', 'Entrance and exit'],
  demand: ['进入须持 {hours} 小时内核酸阴性结果', 'A negative test within {hours} h is asked for'],
  online: ['在线', 'Online'],
  offline: ['网络中断，二维码仍有效至 {time}', 'No network; the code is good until {time}'],
  ran: ['网络中断已久，暂不能扫码，请找检测员登记', 'Without a network for too long: please see the guard'],
  closed: ['此处现在不能扫码', 'This door takes no scans now'],
  starting: ['正在连接…', 'Connecting…'],
  enrol: ['绑定显示屏', 'Enrol this display'],
  enrolHow: ['请场所管理员在“我的场所 — 设备”中生成显示屏绑定码，在此输入。', 'The manager makes a code for a display under My venues, Devices. Enter it here.'],
  code: ['绑定码', 'Enrolment code'],
  go: ['绑定', 'Enrol'],
  revoked: ['这块显示屏已被停用，请重新绑定。', 'This display was revoked; please enrol it again.'],
  unreachable: ['连不上服务器，请检查网络。', 'The server cannot be reached; please check the network.'],
  cannotSign: ['浏览器过旧，或网页未通过 HTTPS 打开，无法保存设备密钥。', 'The browser is too old, or the page is not served over HTTPS: no key can be kept.'],
} as const

export type Word = keyof typeof words

/** The Chinese and the English of a word, places filled. */
export function both(word: Word, params: Record<string, string | number> = {}): [string, string] {
  return [filled(words[word][0], params), filled(words[word][1], params)]
}
