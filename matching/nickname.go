package matching

import (
	"slices"
	"strings"
)

// Nickname is one row of names that the same person may be called by. The first is
// the name in full.
type Nickname string

// Nicknames lists the short forms of given names that are common in England. To add
// one, add it to a line; a short form may stand in several.
// Source: this product's own list, from general knowledge of English given names; not verified.
var Nicknames = []Nickname{
	"abigail abby abbie gail", "agnieszka aga", "aleksandra ola", "alexander alex al sandy xander", "alexandra alex sandra lexi sandy",
	"alison ali", "amanda mandy", "andrea andi", "andrew andy drew", "angela angie ange", "anna annie ann anne", "anthony tony ant",
	"barbara barb babs", "benjamin ben benny", "bethany beth", "bridget biddy bridie", "carol carole caroline", "caroline carrie caz",
	"catherine cathy cath kate katie kathy kitty", "charles charlie chas chuck", "charlotte charlie lottie lotte char", "christina chris tina",
	"christine chris chrissie", "christopher chris kit", "clara clare claire", "daniel dan danny", "daniella dani danielle", "david dave davy",
	"deborah debbie deb debs debra", "diana di diane", "dorothy dot dottie dolly", "edward ed eddie ted ned", "eleanor ellie nell nora",
	"elizabeth liz lizzie beth betty eliza libby lisa elsie", "emily em emmie", "emma em", "frances fran frankie", "francesca fran chess",
	"francis frank", "frederick fred freddie", "gabrielle gabby", "geoffrey geoff jeff", "georgina georgie gina", "gillian gill jill",
	"grace gracie", "gregory greg", "harriet hattie", "heather heth", "helen nell", "henry harry hal", "isabella bella izzy isabel isobel",
	"jacqueline jackie jacqui", "james jim jimmy jamie", "jane janie jan", "janet jan", "jennifer jen jenny jenni", "jessica jess jessie",
	"joanne jo joanna joan", "john jack johnny jon", "jonathan jon jonny", "joseph joe joey", "josephine jo josie", "judith judy jude",
	"julia julie jules", "katherine kath kathy kate katie kat katy", "kathleen kath kathy", "katarzyna kasia", "kenneth ken kenny",
	"kimberley kim", "laura laurie", "lawrence larry laurie", "leonard len lenny", "louise lou", "lucy lucinda lu", "lynne lynn linda",
	"magdalena magda", "malgorzata gosia", "margaret maggie meg peggy marge rita greta", "maria mary marie", "martin marty", "mary molly polly may",
	"matilda tilly", "matthew matt matty", "maureen mo", "megan meg", "melanie mel", "melissa mel", "michael mike mick mickey", "michelle shell",
	"mohammed muhammad mohammad mohamed mo", "natalie nat tally", "natasha tasha nat", "nicholas nick nicky", "nicola nicky nic nikki",
	"oliver ollie", "olivia liv livvy", "pamela pam", "patricia pat trish tricia patsy", "patrick pat paddy", "paula pauline", "penelope penny",
	"peter pete", "philip phil", "philippa pippa pip", "rachel rach", "raymond ray", "rebecca becky becca bex", "richard rick dick richie rich",
	"robert rob bob bobby robbie bert", "roberta bobbie", "ronald ron ronnie", "rosemary rose rosie", "samantha sam sammy", "samuel sam sammy",
	"sarah sara sally", "simon si", "sophia sophie sofia", "stephanie steph", "stephen steve steven stevie", "susan sue susie suzanne",
	"suzanne sue suzie", "tamsin tammy", "terence terry", "teresa tess terri theresa", "thomas tom tommy", "timothy tim", "valerie val",
	"veronica ronnie vera", "victoria vicky vicki tori", "vincent vince", "vivienne viv vivian", "wendy wen", "william will bill billy liam",
	"yvonne eve vonnie", "zoe zo", "zachary zac zack",
}

// fullsOf is every name of the table, with the names in full that it may stand for.
var fullsOf = func() map[string][]string {
	of := map[string][]string{}
	for _, n := range Nicknames {
		row := strings.Fields(string(n))
		for _, name := range row {
			of[name] = append(of[name], row[0])
		}
	}
	return of
}()

// fulls are the names in full that a given name may stand for.
func fulls(name string) []string { return fullsOf[name] }

// sameFull says that two given names may stand for one and the same.
func sameFull(a, b string) bool {
	of := fulls(b)
	return slices.ContainsFunc(fulls(a), func(f string) bool { return slices.Contains(of, f) })
}
