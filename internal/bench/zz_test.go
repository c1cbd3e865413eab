package bench_test
import ("testing";"fmt")
func TestZZ(t *testing.T){
 l := liveReference(t, referenceBegins)
 for _, s := range l.steps { n:="ring"; if s.say!=nil {n=s.say.Name()}; fmt.Println(s.at.Format("2006-01-02 15:04:05"), int(s.at.Sub(l.begins).Hours()/24), n, s.before, s.after) }
 fmt.Printf("%+v\n", l.counts)
 for _, k := range l.last.Tasks { fmt.Println(k.ID, k.Raised.Format("2006-01-02 15:04"), k.Due.Format("2006-01-02 15:04"), k.Ended.Format("2006-01-02 15:04"), k.How) }
}
