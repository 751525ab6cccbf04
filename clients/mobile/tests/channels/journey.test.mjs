// One build of one channel, compiled as it is published, against the real server and the channel's stand-in: three
// people's phones from the application to the guard's screen. Started by
// tests/acceptance/test_every_channel_from_application_to_guard.py, which brings server and stand-ins and says who is
// who; what was shown goes to the file that it names.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test as asItIs } from "node:test";
import { Phone } from "./phone.mjs";
import { readQr } from "./qr.mjs";
import { compileTemplates } from "./wechat.mjs";

const world = JSON.parse(readFileSync(process.env.VENUECODE_TEST_WORLD, "utf8"));
const { channel, owner, green, red, child } = world;
const mobile = new URL("../..", import.meta.url).pathname;
const { platform, app_id: appId, host } = JSON.parse(readFileSync(join(mobile, "channels", `${channel}.json`), "utf8"));
const folder = join(mobile, "dist/channels", channel);
const templates = platform === "mp-weixin" ? compileTemplates(folder) : "";
const build = { folder, platform, appId, host, templates };
const servers = { server: world.server, standIn: platform === "mp-weixin" ? world.wechat : world.alipay };
const hostsLogin = platform === "mp-weixin" ? "微信登录" : "支付宝登录";
const hostsName = platform === "mp-weixin" ? "微信" : "支付宝";
const shown = new Set();
const show = (...functions) => functions.forEach((one) => shown.add(one));

let manager, visitor, code, wayOut, broken;
/** A step of the journey; the steps after one that failed are not tried. */
const test = (name, step) =>
  asItIs(name, async () => {
    assert.ok(!broken, `not tried: “${broken}” failed`);
    broken = name;
    await step();
    broken = undefined;
  });
const begin = (role, launch) => Phone.start(build, servers, `${role} of ${owner.venue}`, launch);
after(async () => {
  writeFileSync(world.shown, JSON.stringify([...shown].sort()));
  await Promise.all([manager, visitor].map((phone) => phone?.worker.terminate()));
});
before(async () => (manager = await begin("manager")));

/** On the sign-in page: ask for a code, read it off the demonstration's notice, type it. */
async function prove(phone, number) {
  await phone.type("手机号", number);
  await phone.tap("获取验证码");
  await phone.sees("验证码是");
  await phone.type("六位验证码", /验证码是 ?(\d{6})/.exec(await phone.text())[1]);
}

/** How the host opens the app for a poster that its own scanner has read. */
function opened(url, time = 1) {
  if (platform === "mp-weixin") return { path: "pages/pass/pass", scene: 1011, query: { q: encodeURIComponent(url), scancode_time: String(time) } };
  return { query: { qrCode: url } };
}
const plain = (shown) => shown.replaceAll("-", "");

async function call(path, { body, token, method = body ? "POST" : "GET" }) {
  const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(`${world.server}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  return answer.status === 204 ? null : answer.json();
}

/** Another device of the same person signs all others out; returns its session. */
async function endSessions(phone) {
  const { demo_code: code } = await call("/sign-in/codes", { body: { phone } });
  const { token } = await call("/sign-in", { body: { phone, code } });
  await call("/me/sessions", { token, method: "DELETE" });
  return token;
}

async function home(phone) {
  await phone.home();
  await phone.sees("出示我的码");
}

/** The host's account for the first time: it leads to nobody until the phone is proved. */
async function comeFirst(phone, number) {
  await phone.tap(hostsLogin);
  await phone.sees("第一次用这个账号登录");
  await prove(phone, number);
}

async function chooseStreet(phone) {
  await phone.type("输入名称查找", "gulou");
  await phone.tap("古楼街道");
  await phone.gone("输入名称查找");
}

async function register(phone, who) {
  await phone.type("姓名（与证件一致）", who.name);
  await phone.type("证件号码", who.document);
  await phone.tap("请选择");
  await chooseStreet(phone);
  await phone.tap("完成登记");
}

test("a first sign-in by the host's account leads, after consent and a phone, to registration", async () => {
  await manager.tap("场所码申请");
  await manager.sees("登记之前，请先了解");
  assert.doesNotMatch(await manager.text(), /手机号.*获取验证码/, "no personal field before consent");
  await manager.tap("我已了解并同意");
  await comeFirst(manager, owner.phone);
  await manager.at("pages/register/register");
  await register(manager, owner);
  await manager.at("pages/apply/apply");
  show("consent", "sign_in", "registration");
});

test("a venue is applied for with its doors, and the code is issued", async () => {
  await manager.tap("请选择");
  await manager.type("输入关键字查找", "超市");
  await manager.tap("超市、便利店");
  await manager.type("场所全称", owner.venue);
  await manager.type("简称", "光明超市");
  await manager.type("统一社会信用代码", owner.credit);
  await manager.tap("请选择");
  await chooseStreet(manager);
  await manager.type("详细地址", "楼东大街 100 号");
  await manager.refuses("location");
  await manager.tap("用手机当前位置");
  await manager.sees("没有取得位置。请允许定位，或手工填写经纬度。");
  await manager.refuses();
  await manager.tap("用手机当前位置");
  await manager.gone("没有取得位置。请允许定位，或手工填写经纬度。");
  await manager.type("负责人姓名", owner.name);
  await manager.type("联系电话", owner.phone);
  await manager.type("出入口名称", "南门");
  await manager.tap("只进");
  show("application", "location_refused");
});

test("whoever presses back in the middle of it finds everything that was typed", async () => {
  await manager.back();
  await manager.at("pages/home/home");
  await manager.tap("场所码申请");
  await manager.at("pages/apply/apply");
  await manager.holds("场所全称", owner.venue);
  await manager.holds("简称", "光明超市");
  await manager.holds("统一社会信用代码", owner.credit);
  await manager.holds("详细地址", "楼东大街 100 号");
  await manager.holds("负责人姓名", owner.name);
  await manager.holds("联系电话", owner.phone);
  await manager.holds("出入口名称", "南门");
  show("back");
});

test("a session that ends in the middle of the application loses nothing that was typed", async () => {
  await manager.sees("已保存");
  const token = await endSessions(owner.phone);
  await manager.type("主管部门", "东昌府区市场监督管理局");
  await manager.sees("登录已失效");
  await manager.hide();
  await manager.show();
  await manager.tap("重新登录");
  await manager.at("pages/sign-in/sign-in");
  await manager.tap(hostsLogin); // linked by now: straight on
  await manager.at("pages/apply/apply");
  await manager.tap("提交申请");
  await manager.at("pages/venue/venue");
  await manager.sees("场所码已生成");
  const [{ id }] = (await call("/venue-applications", { token })).items;
  const { form } = await call(`/venue-applications/${id}`, { token });
  assert.deepEqual([form.full_name, form.department], [owner.venue, "东昌府区市场监督管理局"]);
  await manager.tap("再加一个");
  await manager.type("出入口名称", "北门");
  await manager.tap("只出");
  await manager.tap("保存");
  await manager.sees("北门");
  [code, wayOut] = (await manager.text()).match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]{5}/g);
  show("session_ended", "doors");
});

test("the poster is shown and goes to the album, also after the album was refused first", async () => {
  await manager.tap("海报");
  await manager.refuses("album");
  await manager.tap("保存图片");
  await manager.sees("没有获得相册权限");
  await manager.sees("打开权限设置");
  await manager.refuses();
  await manager.tap("保存图片");
  await manager.sees("图片已保存到相册。");
  const [picture] = (await manager.device()).album;
  assert.deepEqual([...picture], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "a PNG is in the album");
  await manager.back();
  show("poster", "album", "album_refused");
});

test("a newcomer scans the poster with the host's scanner, registers and passes; the guard sees it live", async () => {
  await manager.tap("邀请检测员");
  await manager.sees("检测员邀请码");
  const invitation = /检测员邀请码 ?(\w{5} ?\w{5})/.exec(await manager.text())[1];
  await manager.tap("值守出入口");
  await manager.tap("开始值守");
  await manager.sees("实时");
  await manager.consents("template-door_alert");
  show("messages");

  visitor = await begin("visitor", opened(`${host}/v/${plain(code)}`));
  await visitor.tap("我已了解并同意");
  await comeFirst(visitor, green.phone);
  await visitor.at("pages/register/register");
  await register(visitor, green);
  await visitor.at("pages/result/result");
  await visitor.sees("周*晴");
  await visitor.sees("通行");
  await manager.sees("周*晴");
  for (const phone of [visitor, manager]) await phone.played("/static/pass.wav");
  assert.equal(await visitor.share(), null, "a result is of use to nobody else");
  await visitor.tap("完成");
  await visitor.at("pages/home/home");
  await visitor.sees("出示我的码"); // and the start is not taken up a second time
  assert.equal((await visitor.share()).path, "/pages/home/home");
  show("cold_start", "scan_pass", "result", "live_feed", "share");

  await visitor.tap("我是检测员");
  await visitor.type("邀请码", invitation);
  await visitor.tap("下一步");
  await visitor.tap("接受");
  await visitor.at("pages/guard/door");
  await visitor.sees("开始值守");
  show("guard_joins");
});

test("a warm start opens our code, and refuses a foreign one with words", async () => {
  await visitor.hide();
  await visitor.show(opened(`https://other.example/v/${plain(code)}`, 2));
  await visitor.at("pages/pass/pass");
  await visitor.sees("不能登记");
  await visitor.hide();
  await visitor.show(opened(`${host}/v/${plain(code)}`, 3));
  await visitor.at("pages/result/result");
  show("warm_start", "foreign_code");
});

test("a person who is red is stopped, and both phones let it be heard", async () => {
  const stopped = await begin("red");
  await stopped.tap("登录");
  await stopped.tap("我已了解并同意");
  await comeFirst(stopped, red.phone);
  await stopped.at("pages/home/home");
  await stopped.refuses("camera");
  await stopped.tap("扫一扫");
  await stopped.sees("没有获得相机权限");
  await stopped.sees("打开权限设置");
  await stopped.type("场所码编号", code);
  await stopped.tap("查询");
  await stopped.sees("禁止通行");
  await manager.sees("钱*红");
  for (const phone of [stopped, manager]) await phone.plays("/static/stop.wav");
  await manager.tap("已拦下，继续");
  show("scan_stop", "camera_refused", "typed_code");

  await home(stopped);
  await stopped.tap("设置");
  await stopped.tap("我的申诉");
  await stopped.type("为什么不对", "那天我不在该场所");
  await stopped.tap("提交");
  await stopped.sees("那天我不在该场所");
  await stopped.consents("template-appeal_answered");
  show("appeal");
  await stopped.stop();
});

test("the guard scans a person's code", async () => {
  await home(visitor);
  await visitor.tap("出示我的码");
  await visitor.sees("每分钟自动更换");
  await manager.scans(await readQr(await visitor.picture()));
  await manager.tap("扫对方的码");
  await manager.sees("通行 · 周*晴");
  show("personal_code", "reverse_scan");
  await manager.tap("关闭");
});

test("the guard goes on while the network is down, and what was kept is sent later", async () => {
  await manager.keeps("guardKit");
  await manager.online(false);
  await manager.sees("断线，正在重连");
  await manager.scans(await readQr(await visitor.picture()));
  await manager.tap("扫对方的码");
  await manager.sees("离线核验");
  await manager.sees("1 条等待补传");
  assert.doesNotMatch(await manager.text(), /状态未知/, "the code itself tells the colour");
  await manager.tap("关闭");
  await manager.online(true);
  await manager.gone("条等待补传");
  await manager.sees("实时");
  assert.doesNotMatch(await manager.text(), /没有登记成功|不应放行/);
  show("guard_offline");
});

test("a scan without a network is kept, also over a new start, and sent when there is one", async () => {
  await visitor.restart({ online: false });
  await visitor.sees("扫一扫");
  await visitor.scans(`${host}/v/${plain(wayOut)}`);
  await visitor.tap("扫一扫");
  await visitor.sees("没有网络，已保存");
  await visitor.tap("回到首页");
  await visitor.sees("有 1 次扫码等待发送");
  await visitor.restart({ online: false });
  await visitor.sees("有 1 次扫码等待发送");
  await visitor.online(true);
  await visitor.gone("有 1 次扫码等待发送");
  await manager.sees("离开");
  show("offline_start", "offline_scan");
});

test("a relative is bound and registered with one scan", async () => {
  await home(visitor);
  await visitor.tap("家人");
  await visitor.tap("添加没有手机的家人");
  await visitor.type("姓名（与证件一致）", child.name);
  await visitor.type("证件号码", child.document);
  await visitor.tap("我是孩子的监护人，或已得到家人同意");
  await visitor.tap("添加");
  await visitor.sees("已添加");
  await home(visitor);
  await visitor.scans(`${host}/v/${plain(code)}`);
  await visitor.tap("扫一扫");
  await visitor.at("pages/result/result");
  await visitor.tap("为同行家人登记");
  await visitor.tap("周*天");
  await visitor.tap("登记");
  await visitor.sees("同行人员");
  await manager.sees("周*天");
  show("family");
});

test("health is declared, and a paper card is issued, kept and ended", async () => {
  await home(visitor);
  await visitor.tap("健康申报、行程申报");
  await visitor.tap("发热");
  await visitor.tap("否");
  await visitor.tap("提交健康申报");
  await visitor.sees("已提交。");
  await home(visitor);
  await visitor.tap("纸质码");
  await visitor.tap("办理纸质码（有效期"); // how long depends on the age
  await visitor.sees("已办理，请打印。");
  await visitor.tap("保存图片");
  await visitor.sees("已存入相册。");
  await visitor.tap("挂失");
  await visitor.sees("卡片立即作废，确定挂失？");
  await visitor.tap("挂失");
  await visitor.sees("已挂失，卡片作废。");
  show("declaration", "paper_card");
});

test("the manager reads the numbers of the venue", async () => {
  await home(manager);
  await manager.tap("我的场所");
  await manager.tap(owner.venue);
  await manager.sees("客流统计");
  await manager.sees("只有数字，不显示来访人员");
  show("venue_numbers");
});

test("the host's account is unlinked at will and linked again after the phone was proved", async () => {
  await home(visitor);
  await visitor.tap("设置");
  await visitor.sees(`${hostsName} · `);
  await visitor.tap("解绑");
  await visitor.tap("确定解绑？");
  await visitor.sees("已解绑");
  await visitor.tap(`绑定这个${hostsName}账号`);
  await visitor.sees("第一次用这个账号登录");
  await prove(visitor, green.phone);
  await visitor.at("pages/settings/settings");
  await visitor.sees(`${hostsName} · `);
  show("unlink", "link");
});

test("whoever hands in what will be reviewed is asked whether the answer may come as a message", async () => {
  await home(manager);
  await manager.tap("场所码申请");
  await manager.tap("请选择");
  await manager.type("输入关键字查找", "加油");
  await manager.tap("加油站");
  await manager.tap("提交申请");
  await manager.consents("template-door_alert", "template-application_reviewed");
});

test("nothing went wrong unseen", async () => {
  await manager.stop();
  await visitor.stop();
});
