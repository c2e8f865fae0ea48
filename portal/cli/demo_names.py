"""Names of made-up people in the scripts and customs the portal must carry: (language, family, given)."""

NAMES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "es",
        ("García", "Núñez Ibáñez", "Ramírez", "de la Cruz Peña", "Muñoz", "Ortega", "Vidal"),
        ("María José", "Lucía", "Hugo", "Jesús Ángel", "Begoña", "Iker", "Sofía"),
    ),
    (
        "pl",
        ("Łukaszewska", "Kowalczyk", "Wiśniewski", "Żak", "Dąbrowska", "Nowak"),
        ("Zofia", "Piotr", "Małgorzata", "Łucja", "Jędrzej", "Oliwia"),
    ),
    (
        "de",
        ("Müller", "Schröder", "Weiß", "von der Heide", "Jäger", "Böhm"),
        ("Jürgen", "Käthe", "Björn", "Anna-Lena", "Finn", "Änne"),
    ),
    (
        "pt",
        ("da Conceição", "Magalhães", "Assunção", "Brandão", "dos Santos"),
        ("João", "Inês", "Antônio", "Conceição", "Luísa"),
    ),
    (
        "vi",
        ("Nguyễn", "Đặng", "Trần", "Phạm", "Võ"),
        ("Thị Ánh", "Minh", "Hữu Phước", "Ngọc Diệp", "Quốc Bảo"),
    ),
    (
        "tr",
        ("Şahin", "Çelik", "Öztürk", "Y\u0131ld\u0131z", "Güneş"),
        ("Gökçe", "İlayda", "Ömer", "Bar\u0131ş", "Çağla"),
    ),
    (
        "cs",
        ("Dvořák", "Nováková", "Říha", "Šťastná", "Kučera"),
        ("Tomáš", "Žofie", "Jiří", "Anežka", "Ondřej"),
    ),
    (
        "ga",
        ("Ó Súilleabháin", "O'Brien-Ødegård", "Ní Dhomhnaill", "MacGiolla Bhríde"),
        ("Aoife", "Siân", "Caoimhe", "Pádraig", "Oisín"),
    ),
    ("it", ("Rossi", "D'Angelo", "De Luca", "Lo Presti"), ("Giulia", "Niccolò", "Chiara", "Pietro")),
    ("el", ("Παπαδοπούλου", "Γεωργίου", "Νικολαΐδης"), ("Ελένη", "Γιώργος", "Αναστασία")),
    ("ru", ("Иванова", "Соловьёв", "Щербакова"), ("Нина", "Пётр", "Юлия")),
    ("ar", ("محمود", "الخطيب", "عبد الرحمن"), ("ليلى", "يوسف", "نور الدين")),
    ("fa", ("رضایی", "حسینی"), ("نازنین", "آرش")),
    ("hi", ("शर्मा", "वर्मा", "अय्यर"), ("प्रिया", "अर्जुन", "लक्ष्मी")),
    ("zh", ("王", "李", "欧阳"), ("小明", "雨桐", "子轩")),
    ("ja", ("川口", "佐藤", "渡邉"), ("さくら", "健太", "美咲")),
    ("ko", ("김", "이", "Kim"), ("지우", "서연", "Ji-woo")),
    ("th", ("ศรีสุข", "วงศ์ไทย"), ("สมชาย", "กมลวรรณ")),
    # One name only: the family name stays empty.
    ("id", ("",), ("Sukarno", "Suharti", "Budiono", "Wulandari")),
)
