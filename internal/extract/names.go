package extract

import "strings"

// community is a group of names that go together, and the languages its people
// may need an interpreter for. Weights are rough shares of a county north of
// London; names are common ones put together at random, nobody's in particular.
type community struct {
	weight    int
	abroad    int // per thousand who need an interpreter
	languages []string
	female    []string
	male      []string
	family    []string
}

func names(s string) []string { return strings.Fields(s) }

var communities = []community{
	{weight: 590, abroad: 3, languages: []string{"bfi"}, // British Sign Language
		female: names(`Amelia Olivia Emily Charlotte Jessica Sophie Chloe Lucy Hannah Grace Ella Ruby Molly Holly Bethany Georgia Abigail Lauren Rebecca Rachel
			Emma Sarah Laura Claire Nicola Joanne Karen Tracey Susan Julie Deborah Angela Helen Margaret Jean Dorothy Sheila Pamela Christine Kelly Stacey
			Gemma Leanne Kerry Donna Michelle Lisa Zara Freya Poppy Daisy Evie Imogen Siân Carys Heather Fiona Kirsty Louise Victoria`),
		male: names(`Oliver Jack Harry George Thomas James William Joshua Daniel Samuel Joseph Benjamin Luke Matthew Ryan Connor Callum Lewis Jake Adam
			Christopher Michael David Andrew Stephen Paul Mark Simon Gary Kevin Darren Lee Craig Wayne Ian Keith Barry Trevor Derek Ronald Alan Peter Robert
			Richard Scott Stuart Gareth Rhys Owen Jamie Toby Freddie Archie Alfie Charlie`),
		family: names(`Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson
			Clarke Turner Hill Cooper Ward Moore Baker Harris King Allen Carter Parker Cook Shaw Bennett Mills Palmer Barnes Knight Mason Webb Rogers Hunt
			Chapman Dixon Gibson Lloyd Ellis Fisher Marshall Stone Fox Reynolds Watts Pearce Barker Lowe Cross Potter Goodwin Bird Fletcher Hammond
			Abbott Norris Hobbs Skinner Attwood Pratt Dawson Hodges Whitlock Bygrave Seabrook Halsey Gravestock`)},
	{weight: 45, abroad: 0, languages: []string{"en"},
		female: names(`Aoife Niamh Ciara Róisín Sinéad Orla Maeve Bridget Siobhán Deirdre Kathleen Noreen`),
		male:   names(`Sean Ciarán Declan Liam Patrick Brendan Eoin Cormac Fergus Kieran Padraig Donal`),
		family: names(`Murphy Kelly Walsh Byrne Ryan Doyle McCarthy Gallagher Doherty Kennedy Lynch Nolan Quinn Connolly Doran Ward Joyce`)},
	{weight: 65, abroad: 220, languages: []string{"pa", "ur", "bn", "ur"},
		female: names(`Aisha Fatima Zainab Maryam Saima Nadia Rukhsana Shazia Noor Parveen Harpreet Manpreet Simran Jasleen Gurpreet Nasreen Sumaiya Farzana`),
		male:   names(`Mohammed Imran Bilal Usman Hamza Tariq Asif Kamran Harjit Gurdeep Manjit Jaspal Sukhdev Rashid Shahid Nazim Rafiq`),
		family: names(`Khan Ahmed Hussain Ali Begum Malik Akhtar Iqbal Mahmood Shah Rahman Chowdhury Miah Uddin Singh Kaur Gill Sandhu Dhillon Bains Sidhu`)},
	{weight: 60, abroad: 130, languages: []string{"gu", "hi", "ta", "ml", "ne"},
		female: names(`Priya Anjali Meera Kavita Sunita Nisha Pooja Deepa Lakshmi Anita Bhavna Hetal Sangeeta Thilini Asha Reena`),
		male:   names(`Rahul Amit Vijay Sanjay Rajesh Nikhil Anil Suresh Kiran Dinesh Hitesh Mahesh Arjun Ravi Bikram Ashok`),
		family: names(`Patel Shah Sharma Gupta Mehta Desai Joshi Reddy Nair Menon Perera Fernando Kumar Rao Thapa Gurung Iyer Solanki Parmar`)},
	{weight: 50, abroad: 380, languages: []string{"pl", "pl", "lt", "sk", "hu"},
		female: names(`Agnieszka Katarzyna Magdalena Joanna Małgorzata Ewa Monika Beata Aleksandra Kinga Rasa Ieva Zuzana Eszter Ilona`),
		male:   names(`Piotr Tomasz Krzysztof Paweł Marcin Łukasz Michał Grzegorz Jakub Dariusz Tomas Mantas Gábor Zoltán Marek`),
		family: names(`Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Mazur Kaczmarek Dudek Kazlauskas Petrauskas Horváth Nagy Szabó Novák`)},
	{weight: 40, abroad: 400, languages: []string{"ro", "ro", "bg", "uk", "ru", "sq"},
		female: names(`Elena Ioana Andreea Mihaela Cristina Gabriela Raluca Oksana Olena Iryna Svitlana Desislava Mariya Arta Valbona`),
		male:   names(`Andrei Ionuț Alexandru Mihai Florin Bogdan Vasile Dmytro Oleksandr Serhiy Georgi Dimitar Arben Besnik`),
		family: names(`Popescu Ionescu Popa Stan Dumitru Munteanu Rusu Ivanov Petrov Georgiev Dimitrov Kovalenko Shevchenko Bondarenko Hoxha Krasniqi`)},
	{weight: 55, abroad: 70, languages: []string{"so", "fr", "am", "ti", "yo"},
		female: names(`Adaeze Chioma Ngozi Folake Yetunde Abena Akosua Esi Amina Hodan Fadumo Selam Tendai Rudo Blessing Patience`),
		male:   names(`Chinedu Emeka Tunde Segun Kwame Kofi Yaw Abdi Mahad Yonas Tawanda Tinashe Emmanuel Samson Sunday`),
		family: names(`Okafor Adeyemi Okonkwo Balogun Eze Mensah Owusu Boateng Asante Osei Mohamud Warsame Tesfaye Moyo Ncube Banda Diallo Mbeki`)},
	{weight: 35, abroad: 0, languages: []string{"en"},
		female: names(`Shanice Marcia Beverley Keisha Jade Tanisha Monique Sonia Yvonne Cherelle Paulette Simone`),
		male:   names(`Marlon Leroy Jermaine Tyrone Devon Dwayne Curtis Winston Desmond Errol Omari Jerome`),
		family: names(`Campbell Morgan Grant Francis Gordon Bailey Henry Powell Samuels Reid Bryan Lewis Joseph Charles Edwards Blake`)},
	{weight: 25, abroad: 300, languages: []string{"tr", "tr", "el", "ku"},
		female: names(`Ayşe Fatma Elif Zeynep Emine Eleni Maria Androulla Dilan Rojin`),
		male:   names(`Mehmet Mustafa Ahmet Emre Hüseyin Andreas Costas Giorgos Baran Azad`),
		family: names(`Yılmaz Demir Kaya Şahin Öztürk Georgiou Ioannou Christodoulou Hassan Mehmet Arslan`)},
	{weight: 15, abroad: 350, languages: []string{"ar", "fa", "ar", "ckb", "ps"},
		female: names(`Layla Yasmin Rania Samira Shirin Maryam Parisa Hala Nour Zahra`),
		male:   names(`Omar Khaled Youssef Karim Reza Ali Dariush Hassan Ahmad Farid`),
		family: names(`Haddad Mansour Khalil Nasser Hosseini Karimi Ahmadi Rahimi Saleh Aziz`)},
	{weight: 20, abroad: 250, languages: []string{"zh", "yue", "vi", "tl", "th"},
		female: names(`Mei Ling Xin Hui Linh Thu Grace Maricel Rosalie Suda`),
		male:   names(`Wei Jun Ming Chun Minh Tuan Jose Ramon Anurak Kin`),
		family: names(`Chen Wang Li Zhang Wong Chan Lam Nguyen Tran Pham Santos Reyes Cruz Srisai`)},
	{weight: 25, abroad: 220, languages: []string{"pt", "pt", "es", "it"},
		female: names(`Ana Beatriz Carla Sofia Lucia Carmen Giulia Chiara Francesca Inês Raquel`),
		male:   names(`João Pedro Miguel Rui Carlos Javier Marco Luca Giuseppe Paulo Diogo`),
		family: names(`Silva Santos Ferreira Pereira Costa Garcia Fernandez Rossi Russo Romano Conti Almeida`)},
	{weight: 10, abroad: 60, languages: []string{"he"},
		female: names(`Rivka Leah Miriam Esther Naomi Shira Tamar Chana`),
		male:   names(`David Moshe Avi Eli Yosef Aaron Jonathan Menachem`),
		family: names(`Cohen Levy Goldberg Friedman Kaplan Shapiro Rosen Katz Abrahams`)},
}

// misspelt are names whose letters a Windows-1252 desktop can write, and a
// reader which expects UTF-8 cannot read.
var misspelt = []struct{ female, male, family string }{
	{"Zoë", "Noël", "Green"}, {"Renée", "René", "Dubois"}, {"Chloë", "Loïc", "O’Neill"},
	{"Siobhán", "Seán", "O’Brien"}, {"Mary", "Michael", "O’Connor"}, {"Brontë", "Jürgen", "Müller"},
	{"Inês", "João", "Simões"}, {"Begoña", "Iñaki", "Núñez"}, {"Françoise", "François", "Lefèvre"},
	{"Hélène", "André", "Garçon"}, {"Anaïs", "Jérôme", "D’Souza"}, {"Ásta", "Þór", "Björnsdóttir"},
}
