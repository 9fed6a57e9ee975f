import type { tour as english } from "./tour.en";

/** 导览的文字。 */
export const tour: Record<keyof typeof english, string> = {
  "tour.start": "导览",
  "tour.resume": "继续导览，第 {n} 张卡，共 {of} 张",
  "tour.place": "{n} / {of}：{title}",
  "tour.back": "上一张",
  "tour.next": "下一张",
  "tour.skip": "跳过",
  "tour.finish": "结束导览",
  "tour.find": "在哪里？",
  "tour.leave": "离开导览",

  "tour.same": "同一个起点",
  "tour.same.text":
    "生成器与解码器是同一个网络，初始权重相同，得到的编码 z 也相同。所以在第一步之前，两幅图逐点相等。从现在起不同的只是老师：左边是判别器，右边是似然。",
  "tour.same.task": "按“开始”，看两幅图。",
  "tour.same.done": "它们分开了：一个网络，同样的 z，两位老师。",

  "tour.field": "判别器说什么",
  "tour.field.text":
    "场越浓，判别器越相信那里的点是真的。生成器从不看见这个场，只被告知：每个样本往哪个方向移，判别器会更相信它。",
  "tour.field.task": "在“显示什么”中勾选“G 被指向何处”。",
  "tour.field.done": "每支箭是一个样本处的梯度。生成器只从这些箭学习，别无其他。",

  "tour.critic": "只有判别器学习",
  "tour.critic.text":
    "让一方停下，才看得出另一方做什么。生成器不回应，判别器便有足够的时间区分样本与数据。",
  "tour.critic.task": "在“谁在学习”中选“只有 D”，让它运行。",
  "tour.critic.done": "样本不动，只有场在变。VAE 也在等待。",

  "tour.answer": "只有生成器学习",
  "tour.answer.text":
    "现在判别器停下。它只在有点的地方受过教。生成器可以沿着箭一直走下去，没有谁来说：这个地方已被识破。",
  "tour.answer.task": "在“谁在学习”中选“只有 G”，让它运行。",
  "tour.answer.done":
    "样本去了这个判别器最相信的地方，而不是数据所在之处。判别器的下一个回应才是生成器的缰绳；所以两者轮流学习。",

  "tour.strong": "没有缰绳的判别器",
  "tour.strong.text":
    "判别器也需要缰绳。Wasserstein 损失要求判别器不太陡；在这个故事里没有任何东西约束它，而且生成器每走一步它学两次。",
  "tour.strong.task": "按故事“没有缰绳的判别器”。",
  "tour.strong.done": "八个簇中至多剩下一半。请看一会儿模式的图：其余的会回来吗？",

  "tour.cure": "治疗",
  "tour.cure.text":
    "R1 把判别器在数据处的斜率的平方加进它的损失。损失、学习率与种子都不变。",
  "tour.cure.task": "按“治疗：R1，惩罚它的斜率”。",
  "tour.cure.done":
    "八个簇中至少到达七个。损失与学习率都不变，只是判别器太陡现在要付代价。",

  "tour.threads": "VAE 学什么",
  "tour.threads.text":
    "VAE 没有判别器。编码器给数据的每个点一个编码，解码器要从这个编码还原出该点。",
  "tour.threads.task": "在“显示什么”中勾选“每个 x 与它的重建”。",
  "tour.threads.done":
    "一根线连着每个点与它的重建。线短说明数据的编码解得好；关于别的编码，它什么也没说。",

  "tour.hole": "先验的空洞",
  "tour.hole.text":
    "请看右下图。小椭圆是后验，数据的编码就在那里。虚线圆是先验 N(0, I)，新样本的编码从它抽取。两者应当一致。",
  "tour.hole.task": "按故事“先验的空洞”。",
  "tour.hole.done":
    "先验的编码落在后验之间，解码器从未在那里受过教。落在簇上的样本不到三分之一。",

  "tour.repair": "修补",
  "tour.repair.text": "也许解码器不需要修，只是编码抽错了地方。",
  "tour.repair.task": "按“修补：从拟合的先验中抽取”。",
  "tour.repair.done":
    "现在一半以上的样本落在簇上。没有为此改动任何权重：对数据的编码拟合了一个混合分布，编码改从那里抽取。",

  "tour.sheet": "映射在哪里撕开，在哪里平均",
  "tour.sheet.text":
    "两个网络都把同一张编码平面弯到数据上。平面可以被拉过空隙，却剪不开。",
  "tour.sheet.task": "在“显示什么”中勾选“映射 z → x 的网格”。",
  "tour.sheet.done":
    "虚线拉得最长：相邻的编码在那里落得很远。实线穿过空隙之处，映射给出两边的平均。请比较两幅图。",
};
