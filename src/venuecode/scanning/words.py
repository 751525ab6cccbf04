"""The rolling word of a door: changes each minute, shown on the person's phone and on the guard's screen alike.

A recording or a photograph of a result shows an old word. The words are everyday things, easy to call out.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from venuecode.kernel.ids import DoorId
from venuecode.kernel.text import Text

MINUTE = 60

_LIST = """
苹果 apple 香蕉 banana 葡萄 grape 西瓜 watermelon 草莓 strawberry 樱桃 cherry 桃子 peach 柠檬 lemon
橙子 orange 梨子 pear 杏子 apricot 石榴 pomegranate 红枣 date 核桃 walnut 花生 peanut 板栗 chestnut
白菜 cabbage 萝卜 radish 黄瓜 cucumber 茄子 aubergine 土豆 potato 番茄 tomato 南瓜 pumpkin 冬瓜 gourd
豆腐 tofu 玉米 maize 小麦 wheat 大米 rice 芝麻 sesame 蘑菇 mushroom 菠菜 spinach 芹菜 celery
大葱 leek 生姜 ginger 大蒜 garlic 辣椒 pepper 豆芽 sprout 莲藕 lotus-root 竹笋 bamboo-shoot 海带 kelp
松树 pine 柳树 willow 杨树 poplar 槐树 acacia 银杏 ginkgo 梧桐 plane-tree 枫叶 maple 竹子 bamboo
牡丹 peony 荷花 lotus 菊花 chrysanthemum 梅花 plum-blossom 兰花 orchid 玫瑰 rose 茉莉 jasmine 桂花 osmanthus
水仙 narcissus 月季 china-rose 百合 lily 海棠 begonia 丁香 lilac 紫藤 wisteria 芦苇 reed 青草 grass
高山 mountain 大海 sea 长江 river 小溪 brook 湖泊 lake 瀑布 waterfall 泉水 spring 沙滩 beach
森林 forest 草原 prairie 田野 field 山谷 valley 岛屿 island 海港 harbour 码头 wharf 灯塔 lighthouse
太阳 sun 月亮 moon 星星 star 云彩 cloud 彩虹 rainbow 雨水 rain 雪花 snowflake 清风 breeze
春天 springtime 夏天 summer 秋天 autumn 冬天 winter 早晨 morning 中午 noon 黄昏 dusk 夜晚 night
老虎 tiger 狮子 lion 大象 elephant 熊猫 panda 猴子 monkey 兔子 rabbit 骆驼 camel 绵羊 sheep
黄牛 ox 骏马 horse 小狗 puppy 小猫 kitten 公鸡 cockerel 鸭子 duck 白鹅 goose 鸽子 dove
喜鹊 magpie 燕子 swallow 麻雀 sparrow 孔雀 peacock 老鹰 eagle 仙鹤 crane 海鸥 gull 企鹅 penguin
金鱼 goldfish 鲤鱼 carp 螃蟹 crab 龙虾 lobster 乌龟 turtle 青蛙 frog 鲸鱼 whale 海豚 dolphin
蝴蝶 butterfly 蜜蜂 bee 蜻蜓 dragonfly 蚂蚁 ant 蚕丝 silk 蜗牛 snail 贝壳 shell 珍珠 pearl
桌子 table 椅子 chair 窗户 window 大门 gate 楼梯 stairs 屋顶 roof 花园 garden 阳台 balcony
茶杯 cup 水壶 kettle 筷子 chopsticks 勺子 spoon 盘子 plate 饭碗 bowl 铁锅 pan 火炉 stove
毛巾 towel 肥皂 soap 牙刷 toothbrush 镜子 mirror 梳子 comb 雨伞 umbrella 手套 glove 围巾 scarf
帽子 hat 衬衫 shirt 皮鞋 shoe 袜子 sock 棉被 quilt 枕头 pillow 灯笼 lantern 蜡烛 candle
钢笔 pen 铅笔 pencil 毛笔 brush 墨水 ink 纸张 paper 书本 book 地图 map 日历 calendar
剪刀 scissors 尺子 ruler 钥匙 key 锁头 lock 闹钟 clock 手表 watch 眼镜 glasses 口袋 pocket
火车 train 汽车 car 轮船 ship 飞机 plane 单车 bicycle 地铁 metro 公交 bus 帆船 sailboat
桥梁 bridge 隧道 tunnel 车站 station 机场 airport 马路 road 胡同 lane 广场 square 公园 park
学校 school 书店 bookshop 邮局 post-office 银行 bank 超市 supermarket 饭店 restaurant 剧院 theatre 操场 playground
钢琴 piano 二胡 erhu 笛子 flute 古筝 zither 吉他 guitar 小号 trumpet 锣鼓 drum 铃铛 bell
足球 football 篮球 basketball 乒乓 ping-pong 围棋 go 象棋 chess 风筝 kite 陀螺 top 秋千 swing
米饭 cooked-rice 面条 noodles 饺子 dumpling 包子 bun 馒头 steamed-bread 烧饼 flatbread 豆浆 soy-milk 牛奶 milk
绿茶 green-tea 咖啡 coffee 果汁 juice 蜂蜜 honey 白糖 sugar 食盐 salt 香油 sesame-oil 醋坛 vinegar
红色 red 橙色 orange-colour 黄色 yellow 绿色 green 青色 cyan 蓝色 blue 紫色 purple 白色 white
东方 east 西方 west 南方 south 北方 north 泰山 mount-tai 黄河 yellow-river 长城 great-wall 故宫 palace
"""


def _read_list() -> tuple[Text, ...]:
    parts = _LIST.split()
    return tuple(Text(zh, en.replace("-", " ")) for zh, en in zip(parts[::2], parts[1::2], strict=True))


WORDS = _read_list()
"""256 words: one byte of the keyed hash chooses."""


def minute_of(now: datetime) -> int:
    """Return the number of whole minutes since 1970."""
    return int(now.timestamp()) // MINUTE


def word_at(secret: bytes, door: DoorId, minute: int) -> Text:
    """Return a door's word for a minute; nobody without `secret` can tell it ahead."""
    message = door.to_bytes(8) + minute.to_bytes(8)
    return WORDS[hmac.digest(secret, message, hashlib.sha256)[0]]


def ends_at(minute: int) -> datetime:
    """Return when the word of `minute` is replaced."""
    return datetime.fromtimestamp(0, UTC) + timedelta(minutes=minute + 1)
