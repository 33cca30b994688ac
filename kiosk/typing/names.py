"""What Chinese names are made of: common surnames and the characters that given names are often of.

Our own lists, about the most common first. They only order what is offered: every character can be chosen.
"""

from __future__ import annotations

from typing import Final

SURNAMES: Final = {
    character: place
    for place, character in enumerate(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭"
        "陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪季樊殷颜倪"
        "庄章鲁岳毕骆关葛左柳俞包齐梅华童单霍甘尤耿翁曲路宁柴卜焦欧祝吉管詹盛费池沙纪庞舒司凌符喻柯游阮尚成瞿蓝景车涂"
        "邢裴席卫查屈鲍位苗凤花辛蒲艾滕佟解仇晏温牛穆桑应计褚邬闻宗丛封边宫卞储臧糜干惠麻强缪"
    )
}
COMPOUND: Final = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "司徒",
    "轩辕",
    "端木",
    "长孙",
    "宇文",
)
# Surnames of characters that are read otherwise elsewhere.
READ_ALIKE: Final = {
    "陆": "lu", "车": "che", "石": "shi", "曾": "zeng", "单": "shan", "区": "ou", "解": "xie", "查": "zha",
    "仇": "qiu", "盖": "ge", "任": "ren", "覃": "qin", "宁": "ning", "沈": "shen", "贾": "jia", "卜": "bu",
    "柏": "bai", "翟": "zhai", "瞿": "qu", "朴": "piao", "缪": "miao", "葛": "ge", "尉": "wei", "殷": "yin",
}  # fmt: skip
GIVEN: Final = {
    character: place
    for place, character in enumerate(
        "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉红玉华建国梅玲春萍志海燕飞鹏鑫波宇浩凯俊峰婷雪琳丹慧莉晨欣怡佳"
        "子涵轩梓诗雨思嘉琪瑶依若一然可心宁安乐天奕泽睿博瑞晓小林森翔龙云山峻彬斌武斌毅帆航远哲恒煜昊阳晖旭东晴月星瑾萱菲"
        "蕾莹洁颖倩薇蓉芬芝凤珍珠琴淑惠美爱荣贵德福兴庆生根宝金银财义仁礼智信忠孝诚正立成永昌盛发胜利民家祥吉康健良善新"
        "振邦世少先光清源江河湖润泉霖震雷霆虎豹麒麟祺祎琦珂璐璇珊珺钰铭锋钧锐铮锦柏松楠桐桦枫栋梁樱莲荷菊竹菁苗芸茜茹"
    )
}
