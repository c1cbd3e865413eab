package extract

// offence is a Home Office classification with its share among crimes of its
// list. Codes change each April: these are for making up data, not for judging it.
type offence struct {
	weight    int
	code      string
	words     string
	victims   string // female or male where the law says so, else empty
	sexual    bool
	indicator string // the risk indicator which such a crime is itself
}

// abuse lists crimes within domestic abuse.
var abuse = []offence{
	{weight: 300, code: "105A", words: "Common assault and battery"},
	{weight: 190, code: "8N", words: "Assault occasioning actual bodily harm"},
	{weight: 130, code: "8L", words: "Harassment"},
	{weight: 95, code: "8Q", words: "Stalking", indicator: "stalking"},
	{weight: 95, code: "8U", words: "Controlling or coercive behaviour in an intimate or family relationship", indicator: "coercive_control"},
	{weight: 60, code: "58A", words: "Criminal damage to a dwelling"},
	{weight: 40, code: "3B", words: "Threats to kill", indicator: "threats_to_kill"},
	{weight: 30, code: "8X", words: "Intentional strangulation or suffocation", indicator: "strangulation"},
	{weight: 20, code: "5D", words: "Assault with intent to cause serious harm"},
	{weight: 28, code: "19C", words: "Rape of a female aged 16 and over", victims: "female", sexual: true},
	{weight: 12, code: "20A", words: "Sexual assault on a female aged 13 and over", victims: "female", sexual: true},
}

// otherCrime lists crimes which Beacon takes without domestic abuse.
var otherCrime = []offence{
	{weight: 260, code: "28E", words: "Burglary in a dwelling"},
	{weight: 170, code: "53C", words: "Fraud by false representation"},
	{weight: 140, code: "8L", words: "Harassment"},
	{weight: 120, code: "34B", words: "Robbery of personal property"},
	{weight: 90, code: "8Q", words: "Stalking", indicator: "stalking"},
	{weight: 80, code: "20A", words: "Sexual assault on a female aged 13 and over", victims: "female", sexual: true},
	{weight: 60, code: "19C", words: "Rape of a female aged 16 and over", victims: "female", sexual: true},
	{weight: 25, code: "17A", words: "Sexual assault on a male aged 13 and over", victims: "male", sexual: true},
	{weight: 15, code: "19F", words: "Rape of a male aged 16 and over", victims: "male", sexual: true},
	{weight: 25, code: "106", words: "Modern slavery"},
	{weight: 15, code: "3B", words: "Threats to kill", indicator: "threats_to_kill"},
}

// elsewhere lists crimes which belong to other services.
var elsewhere = []offence{
	{weight: 40, code: "45", words: "Theft from a vehicle"},
	{weight: 30, code: "58C", words: "Criminal damage to a vehicle"},
	{weight: 20, code: "46", words: "Theft from a shop"},
	{weight: 10, code: "126", words: "Interfering with a motor vehicle"},
}
