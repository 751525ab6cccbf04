"""What a guard reads of an alert that was taken, in both languages."""

from venuecode.alerts.model import Disposition, Instruction
from venuecode.kernel.text import Text

INSTRUCTIONS: dict[Instruction, Text] = {
    Instruction.HOLD: Text(
        "请让当事人留在原地，与他人保持距离并戴好口罩，工作人员马上联系您。",
        "Keep the person here, masked and apart from others; the department contacts you at once.",
    ),
    Instruction.TURN_AWAY: Text(
        "请劝返：不得进入，请其戴好口罩直接回家。", "Turn the person away: no entry; they go straight home, masked."
    ),
    Instruction.TEST: Text(
        "不得进入，请引导当事人到就近采样点做核酸检测。",
        "No entry; show the person the way to the nearest sampling point.",
    ),
    Instruction.ISOLATE: Text(
        "请将当事人引导至临时隔离点，等待转运人员。",
        "Take the person to the waiting room set apart, until the transport comes.",
    ),
    Instruction.LET_GO: Text(
        "已核实，无需采取措施；是否放行以重新扫码结果为准。",
        "Checked: nothing more to do. Whether the person may enter, a new scan tells.",
    ),
}
DISPOSITIONS: dict[Disposition, Text] = {
    Disposition.TURNED_AWAY: Text("已劝返", "Turned away"),
    Disposition.ISOLATED: Text("已隔离", "Isolated"),
    Disposition.TESTED: Text("已检测", "Tested"),
    Disposition.FALSE_ALARM: Text("误报", "False alarm"),
    Disposition.HANDED_OVER: Text("已移交", "Handed over"),
}
DEPARTMENT = Text("{name}防疫部门", "Health department of {name}")
